package dev.promptlooper.mcp.protocol;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A request is answered with a JSON-RPC error. The message is for agents and made of our own words.
public final class RpcError extends RuntimeException {

    /// Not JSON.
    public static final int PARSE_ERROR = -32700;
    /// JSON, but no request.
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL_ERROR = -32603;
    /// The session is not there (any more); clients initialise again.
    public static final int SESSION_NOT_FOUND = -32001;
    /// In 2025-11-25 and older: there is nothing behind a URI.
    public static final int RESOURCE_NOT_FOUND = -32002;
    /// Too much, too often; HTTP 429.
    public static final int TOO_MANY = -32003;
    /// Headers and body of a request contradict each other.
    public static final int HEADER_MISMATCH = -32020;
    /// The client has not declared what answering needs.
    public static final int MISSING_CAPABILITY = -32021;
    public static final int UNSUPPORTED_VERSION = -32022;

    private static final long serialVersionUID = 1;

    private final int code;
    private final int status;
    private final transient @Nullable ObjectNode data;

    private RpcError(int code, int status, String message, @Nullable ObjectNode data) {
        super(message, null, false, false); // an answer, not a fault: nobody reads its stack
        this.code = code;
        this.status = status;
        this.data = data;
    }

    /// The request was understood and cannot be answered: HTTP 200, as any answer.
    public static RpcError of(int code, String message) {
        return new RpcError(code, 200, message, null);
    }

    /// As [#of], with data for programs.
    public static RpcError of(int code, String message, ObjectNode data) {
        return new RpcError(code, 200, message, data);
    }

    /// The request itself is refused, with an HTTP status.
    public static RpcError refused(int status, int code, String message) {
        return new RpcError(code, status, message, null);
    }

    /// As [#refused(int, int, String)], with data for programs.
    public static RpcError refused(int status, int code, String message, ObjectNode data) {
        return new RpcError(code, status, message, data);
    }

    /// @param method as the client sent it
    public static RpcError unknownMethod(String method) {
        return new RpcError(METHOD_NOT_FOUND, 404, "there is no method " + Quoted.of(method), null);
    }

    /// @param capability as in `clientCapabilities`, for example `elicitation`
    public static RpcError missingCapability(String capability) {
        ObjectNode data = Json.MAPPER.createObjectNode();
        data.putObject("requiredCapabilities").putObject(capability);
        return new RpcError(MISSING_CAPABILITY, 400,
                "this needs a client with the capability '" + capability + "', and yours has not declared it", data);
    }

    public int code() {
        return code;
    }

    /// HTTP status where each request is an exchange of its own; streams that are open already carry the error only.
    public int status() {
        return status;
    }

    public @Nullable ObjectNode data() {
        return data;
    }

    /// The text, never null.
    public String text() {
        return String.valueOf(getMessage());
    }

    /// The member `error` of the answer.
    public ObjectNode toJson() {
        ObjectNode error = Json.MAPPER.createObjectNode().put("code", code).put("message", text());
        if (data != null) {
            error.set("data", data);
        }
        return error;
    }
}
