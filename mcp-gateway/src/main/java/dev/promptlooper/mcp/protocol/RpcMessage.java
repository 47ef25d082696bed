package dev.promptlooper.mcp.protocol;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One JSON-RPC message of a client.
///
/// @param id     of a request or a response; null for a notification
/// @param method of a request or a notification; null for a response
/// @param params an empty object when there are none
/// @param body   all of it
public record RpcMessage(@Nullable JsonNode id, @Nullable String method, ObjectNode params, ObjectNode body) {

    /// Deepest nesting that is read.
    public static final int MAX_DEPTH = 64;

    private static final JsonMapper STRICT = JsonMapper
            .builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(2 << 20)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /// @throws RpcError with HTTP status 400 when it is no single JSON-RPC 2.0 message
    public static RpcMessage parse(byte[] body) {
        JsonNode tree;
        try {
            tree = STRICT.readTree(body);
        } catch (JacksonException e) {
            throw RpcError.refused(400, RpcError.PARSE_ERROR,
                    "the body is not JSON, or is nested deeper than " + MAX_DEPTH + " levels");
        }
        if (tree == null || tree.isArray()) {
            throw invalid("batches are not supported; send one JSON-RPC message per request");
        }
        if (!(tree instanceof ObjectNode message) || !"2.0".equals(message.path("jsonrpc").asString(""))) {
            throw invalid("the body is no JSON-RPC 2.0 message");
        }
        JsonNode id = message.get("id");
        if (id != null && !id.isString() && !id.isIntegralNumber()) {
            throw invalid("the id of a request is a string or an integer");
        }
        return new RpcMessage(id, method(message, id), params(message), message);
    }

    private static @Nullable String method(ObjectNode message, @Nullable JsonNode id) {
        JsonNode method = message.get("method");
        if (method == null) {
            if (id != null && (message.has("result") || message.has("error"))) {
                return null;
            }
            throw invalid("the message has no method");
        }
        if (!method.isString()) {
            throw invalid("the method is not a string");
        }
        return method.asString();
    }

    private static ObjectNode params(ObjectNode message) {
        JsonNode params = message.get("params");
        if (params == null) {
            return Json.MAPPER.createObjectNode();
        }
        if (params instanceof ObjectNode object) {
            return object;
        }
        throw invalid("params is not an object");
    }

    private static RpcError invalid(String problem) {
        return RpcError.refused(400, RpcError.INVALID_REQUEST, problem);
    }

    /// Whether an answer is expected.
    public boolean isRequest() {
        return id != null && method != null;
    }

    /// `params._meta`, an empty object when there is none.
    public ObjectNode meta() {
        return params.get("_meta") instanceof ObjectNode meta ? meta : Json.MAPPER.createObjectNode();
    }

    /// @param id of the request, or null where it is not known
    public static ObjectNode answer(@Nullable JsonNode id, ObjectNode result) {
        return envelope(id).set("result", result);
    }

    /// @param id of the request, or null where it is not known
    public static ObjectNode failure(@Nullable JsonNode id, RpcError error) {
        return envelope(id).set("error", error.toJson());
    }

    public static ObjectNode notification(String method, ObjectNode params) {
        return Json.MAPPER.createObjectNode().put("jsonrpc", "2.0").put("method", method).set("params", params);
    }

    private static ObjectNode envelope(@Nullable JsonNode id) {
        ObjectNode envelope = Json.MAPPER.createObjectNode().put("jsonrpc", "2.0");
        return id == null ? envelope.putNull("id") : envelope.set("id", id);
    }
}
