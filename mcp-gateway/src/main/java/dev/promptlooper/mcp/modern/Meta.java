package dev.promptlooper.mcp.modern;

import dev.promptlooper.mcp.protocol.RpcError;
import dev.promptlooper.mcp.protocol.RpcMessage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a request of the modern era says about itself in `params._meta`.
///
/// @param version       of the protocol, as the client sent it
/// @param capabilities  what the client can be asked
/// @param client        how the client calls itself, or `unknown`
/// @param progressToken with which it wants to hear how far it is, or null
/// @param logLevel      from which level on it wants log lines, or null for none
record Meta(String version, ObjectNode capabilities, String client, @Nullable JsonNode progressToken,
        @Nullable String logLevel) {

    static final String PREFIX = "io.modelcontextprotocol/";
    static final String VERSION = PREFIX + "protocolVersion";
    static final String SERVER_INFO = PREFIX + "serverInfo";
    static final String SUBSCRIPTION = PREFIX + "subscriptionId";
    private static final String CAPABILITIES = PREFIX + "clientCapabilities";
    private static final String CLIENT = PREFIX + "clientInfo";
    private static final String LOG_LEVEL = PREFIX + "logLevel";

    /// @throws RpcError where something is missing that has to be there
    static Meta of(RpcMessage message) {
        ObjectNode meta = message.meta();
        if (!meta.path(VERSION).isString()) {
            throw invalid(VERSION, "the version of the protocol as a string");
        }
        if (!(meta.get(CAPABILITIES) instanceof ObjectNode capabilities)) {
            throw invalid(CAPABILITIES, "an object, {} where the client has none");
        }
        JsonNode token = meta.get("progressToken");
        return new Meta(meta.path(VERSION).asString(), capabilities, client(meta.path(CLIENT)),
                token != null && (token.isString() || token.isIntegralNumber()) ? token : null,
                meta.path(LOG_LEVEL).isString() ? meta.path(LOG_LEVEL).asString() : null);
    }

    private static String client(JsonNode info) {
        String name = info.path("name").asString("");
        String version = info.path("version").asString("");
        return name.isBlank() ? "unknown" : (name + " " + version).strip();
    }

    private static RpcError invalid(String member, String wanted) {
        return RpcError.refused(400, RpcError.INVALID_PARAMS,
                "params._meta['" + member + "'] is missing; it is " + wanted);
    }
}
