package dev.promptlooper.mcp.legacy;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.protocol.Quoted;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// One session of a client. Thread-safe.
final class LegacySession {

    /// Resources one session may be subscribed to.
    static final int MOST_URIS = 50;

    private final String owner;
    private final boolean readOnly;
    private final ObjectNode capabilities;
    private final String client;
    private final McpStreamableServerSession sdk;
    private final Set<String> uris = ConcurrentHashMap.newKeySet();
    private final Map<JsonNode, LegacyExchange> inFlight = new ConcurrentHashMap<>();
    private final AtomicInteger streams = new AtomicInteger();
    private volatile long usedAt;

    /// @param owner     who opened it; nobody else may use it
    /// @param readOnly  whether it was opened by the address that only reads
    /// @param initialize the parameters of `initialize`
    LegacySession(String owner, boolean readOnly, ObjectNode initialize, McpStreamableServerSession sdk, long now) {
        this.owner = owner;
        this.readOnly = readOnly;
        this.capabilities = initialize.get("capabilities") instanceof ObjectNode declared
                ? declared
                : Json.MAPPER.createObjectNode();
        JsonNode info = initialize.path("clientInfo");
        String name = Quoted.plain(info.path("name").asString("unknown") + " " + info.path("version").asString(""), 80);
        this.client = name.strip();
        this.sdk = sdk;
        this.usedAt = now;
    }

    String id() {
        return sdk.getId();
    }

    boolean belongsTo(String someone, boolean byReadOnlyAddress) {
        return owner.equals(someone) && readOnly == byReadOnlyAddress;
    }

    String owner() {
        return owner;
    }

    String client() {
        return client;
    }

    ObjectNode capabilities() {
        return capabilities;
    }

    McpStreamableServerSession sdk() {
        return sdk;
    }

    Set<String> uris() {
        return uris;
    }

    /// Requests that are being answered, by their id.
    Map<JsonNode, LegacyExchange> inFlight() {
        return inFlight;
    }

    /// Streams that the client holds open to listen.
    AtomicInteger streams() {
        return streams;
    }

    void touch(long now) {
        usedAt = now;
    }

    long usedAt() {
        return usedAt;
    }

    boolean isIdle() {
        return inFlight.isEmpty() && streams.get() == 0;
    }
}
