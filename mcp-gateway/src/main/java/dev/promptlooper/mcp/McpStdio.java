package dev.promptlooper.mcp;

import dev.promptlooper.mcp.stdio.StdioBridge;
import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;

/// MCP on standard input and output: what a program that is started by a client runs. A bridge to a gateway over HTTP.
public final class McpStdio {

    private McpStdio() {}

    /// Runs until the client closes its end.
    ///
    /// @param endpoint of the gateway, `…/mcp` or `…/mcp/readonly`
    /// @param key      API key, or null to show none
    /// @param in       messages, one a line
    /// @param out      gets messages, one a line, and nothing else
    /// @param err      for people
    /// @throws IOException when `in` cannot be read
    public static void run(URI endpoint, @Nullable String key, BufferedReader in, PrintStream out, PrintWriter err)
            throws IOException, InterruptedException {
        new StdioBridge(endpoint, key, out, err).run(in);
    }
}
