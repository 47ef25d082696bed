package dev.promptlooper.mcp.modern;

import dev.promptlooper.mcp.protocol.Quoted;
import dev.promptlooper.mcp.protocol.RpcError;
import dev.promptlooper.mcp.protocol.RpcMessage;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.UnaryOperator;

/// The headers that repeat parts of the body, so that proxies can tell requests apart. They must say the same as the body:
/// whoever routes or limits by a header and whoever acts by the body would otherwise see two requests.
final class RequestHeaders {

    private static final String ENCODED = "=?base64?";

    private RequestHeaders() {}

    /// @param header value of a header by its name, or null
    /// @throws RpcError where a header is missing or contradicts the body
    static void check(RpcMessage message, Meta meta, UnaryOperator<@Nullable String> header) {
        same("MCP-Protocol-Version", header, meta.version());
        same("Mcp-Method", header, String.valueOf(message.method()));
        String name = switch (String.valueOf(message.method())) {
            case "tools/call", "prompts/get" -> "name";
            case "resources/read" -> "uri";
            default -> "";
        };
        if (!name.isEmpty() && message.params().path(name).isString()) {
            same("Mcp-Name", header, message.params().path(name).asString());
        }
    }

    private static void same(String name, UnaryOperator<@Nullable String> header, String inBody) {
        String given = header.apply(name);
        if (given == null) {
            throw mismatch("the header " + name + " is missing; it repeats " + Quoted.of(inBody) + " of the body");
        }
        if (!decoded(given.strip()).equals(inBody)) {
            throw mismatch(
                    "the header " + name + " is " + Quoted.of(given) + ", and the body says " + Quoted.of(inBody));
        }
    }

    /// What does not fit into a header travels as `=?base64?…?=`.
    private static String decoded(String value) {
        if (!value.startsWith(ENCODED) || !value.endsWith("?=") || value.length() < ENCODED.length() + 2) {
            return value;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(value.substring(ENCODED.length(), value.length() - 2));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw mismatch("a header begins with " + ENCODED + " and is no Base64");
        }
    }

    private static RpcError mismatch(String problem) {
        return RpcError.refused(400, RpcError.HEADER_MISMATCH, problem);
    }
}
