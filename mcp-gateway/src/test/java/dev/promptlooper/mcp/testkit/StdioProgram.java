package dev.promptlooper.mcp.testkit;

import dev.promptlooper.mcp.McpStdio;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// The bridge between standard input and output and a gateway as a program that clients start.
public final class StdioProgram {

    private StdioProgram() {}

    /// A program named `promptlooper` that is the bridge when it is called with these arguments, and fails with any others.
    public static Path install(Path folder, List<String> arguments) throws IOException {
        Path program = folder.resolve("promptlooper");
        Files.writeString(program, "#!/bin/sh\n[ \"$*\" = \"" + String.join(" ", arguments)
                + "\" ] || { echo \"called with: $*\" >&2; exit 2; }\nexec '"
                + Path.of(System.getProperty("java.home"), "bin", "java") + "' -cp '"
                + System.getProperty("java.class.path") + "' " + StdioProgram.class.getName() + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            McpStdio.run(URI.create(System.getenv("PROMPTLOOPER_MCP_URL")), System.getenv("PROMPTLOOPER_API_KEY"), in,
                    out, new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        }
    }
}
