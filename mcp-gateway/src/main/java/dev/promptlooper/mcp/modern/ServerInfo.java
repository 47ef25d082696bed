package dev.promptlooper.mcp.modern;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.protocol.Versions;
import tools.jackson.databind.node.ObjectNode;

/// How this server calls itself in results of the modern era.
final class ServerInfo {

    private ServerInfo() {}

    static void putInto(ObjectNode result) {
        ObjectNode meta = result.get("_meta") instanceof ObjectNode there ? there : result.putObject("_meta");
        meta.set(Meta.SERVER_INFO, Json.MAPPER.createObjectNode()
                .put("name", Versions.SERVER_NAME)
                .put("title", "PromptLooper")
                .put("version", Versions.SERVER_VERSION));
    }
}
