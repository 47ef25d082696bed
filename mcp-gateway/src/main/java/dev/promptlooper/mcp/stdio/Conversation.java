package dev.promptlooper.mcp.stdio;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The session of a client of the legacy era, kept for it: when the gateway has forgotten it, after a restart, it is opened again
/// with the same words, and the client notices nothing. Thread-safe.
final class Conversation {

    private final GatewayClient post;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable JsonNode hello;
    private volatile @Nullable String session;
    private volatile String version = "2025-11-25";

    Conversation(GatewayClient post) {
        this.post = post;
    }

    /// `initialize`.
    ///
    /// @throws IOException when the gateway does not answer
    GatewayClient.Said open(JsonNode initialize, Consumer<JsonNode> takes) throws IOException, InterruptedException {
        hello = initialize;
        GatewayClient.Said said = post.send("POST", initialize, Map.of(), message -> {
            version = message.path("result").path("protocolVersion").asString(version);
            takes.accept(message);
        });
        session = said.session();
        return said;
    }

    /// Any other message.
    ///
    /// @throws IOException when the gateway does not answer
    GatewayClient.Said send(JsonNode message, Consumer<JsonNode> takes) throws IOException, InterruptedException {
        String before = session;
        GatewayClient.Said said = post.send("POST", message, headers(), takes);
        if (said.status() != 404 || before == null) {
            return said;
        }
        openAgain(before);
        return post.send("POST", message, headers(), takes);
    }

    private void openAgain(String forgotten) throws IOException, InterruptedException {
        lock.lock();
        try {
            JsonNode words = hello;
            if (words == null || !forgotten.equals(session)) {
                return; // somebody else has done it
            }
            session = post.send("POST", words, Map.of(), ignored -> {}).session();
        } finally {
            lock.unlock();
        }
    }

    /// Listens until the gateway ends the stream.
    ///
    /// @throws IOException when the gateway is gone
    void listen(Consumer<JsonNode> takes) throws IOException, InterruptedException {
        if (session != null) {
            post.send("GET", null, headers(), takes);
        }
    }

    /// Ends the session.
    void close() throws InterruptedException {
        if (session != null) {
            try {
                post.send("DELETE", null, headers(), ignored -> {});
            } catch (IOException e) {
                // It ends by itself after a while.
            }
        }
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        String now = session;
        if (now != null) {
            headers.put("Mcp-Session-Id", now);
            headers.put("MCP-Protocol-Version", version);
        }
        return headers;
    }
}
