package dev.promptlooper.standalone.cli;

import dev.promptlooper.mcp.McpStdio;
import dev.promptlooper.standalone.runtime.DataDirectory;
import dev.promptlooper.standalone.runtime.InstanceFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// `promptlooper mcp --stdio`: MCP for clients that start a program instead of opening a connection.
@Command(name = "mcp", mixinStandardHelpOptions = true, description = "Speak MCP on standard input and output, for clients that start a program. Needs a running instance.")
public final class McpCommand extends ClientCommand {

    @Option(names = "--stdio", description = "Messages are lines on standard input and output.")
    private boolean stdio;

    @Option(names = "--read-only", description = "Offer only what changes nothing.")
    private boolean readOnly;

    @Option(names = "--url", paramLabel = "URL", description = "Address of MCP, .../mcp (default: $PROMPTLOOPER_MCP_URL, else that of the instance on the data directory).")
    private @Nullable String url;

    @Option(names = "--data", paramLabel = "DIR", description = "Data directory whose instance is meant (default: $PROMPTLOOPER_DATA or ~/.promptlooper).")
    private @Nullable Path data;

    @Mixin
    private final KeyOption key = new KeyOption();

    @Override
    int execute() throws InterruptedException {
        if (!stdio) {
            throw new CliFailure(
                    "say how to speak: promptlooper mcp --stdio; over HTTP the instance speaks MCP by itself");
        }
        Map<String, String> environment = System.getenv();
        Path directory = data != null ? data : DataDirectory.defaultPath(environment);
        String named = url != null ? url : environment.getOrDefault("PROMPTLOOPER_MCP_URL", "");
        URI endpoint = named.isBlank() ? local(directory) : URI.create(named.strip());
        URI instance = named.isBlank() ? URI.create(running(directory).url()) : endpoint;
        String secret = key.find(instance, directory, environment);
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            McpStdio.run(readOnly ? URI.create(endpoint + "/readonly") : endpoint, secret, in, out, err());
            return 0;
        } catch (IOException e) {
            throw new CliFailure("standard input cannot be read: " + e.getMessage(), e);
        }
    }

    private static URI local(Path directory) {
        String there = running(directory).mcpUrl();
        if (there == null) {
            throw new CliFailure("the instance on " + directory + " serves no MCP");
        }
        return URI.create(there);
    }

    private static InstanceFile running(Path directory) {
        return InstanceFile.read(directory)
                .orElseThrow(() -> new CliFailure("no instance runs on " + directory
                        + "; start one with `promptlooper up`, or give the address of MCP with --url"));
    }
}
