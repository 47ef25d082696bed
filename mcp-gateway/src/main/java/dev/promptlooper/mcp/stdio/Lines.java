package dev.promptlooper.mcp.stdio;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/// Standard output as the protocol wants it: one message a line, nothing else. Thread-safe.
final class Lines {

    private static final int GATEWAY_FAILED = -32000;

    private final PrintStream out;
    private final ReentrantLock lock = new ReentrantLock();

    Lines(PrintStream out) {
        this.out = out;
    }

    void write(JsonNode message) {
        byte[] line = (Json.write(message) + "\n").getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            out.write(line, 0, line.length);
            out.flush();
        } finally {
            lock.unlock();
        }
    }

    /// An error in place of an answer.
    ///
    /// @param id of the request, or null where it is not known
    void fail(@Nullable JsonNode id, String problem) {
        ObjectNode message = Json.MAPPER.createObjectNode().put("jsonrpc", "2.0");
        if (id == null) {
            message.putNull("id");
        } else {
            message.set("id", id);
        }
        message.putObject("error").put("code", GATEWAY_FAILED).put("message", problem);
        write(message);
    }
}
