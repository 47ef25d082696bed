package dev.promptlooper.mcp.tool;

import dev.promptlooper.mcp.rest.RestApi;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Arguments of a call, which fit the tool's schema.
record Arguments(ObjectNode json) {

    static Arguments of(ToolCall call) {
        return new Arguments(call.arguments());
    }

    boolean has(String name) {
        return json.hasNonNull(name);
    }

    JsonNode at(String name) {
        return json.path(name);
    }

    /// The value as text; empty when there is none.
    String text(String name) {
        return has(name) ? json.path(name).asString() : "";
    }

    String text(String name, String fallback) {
        return has(name) ? json.path(name).asString() : fallback;
    }

    int number(String name, int fallback) {
        return has(name) ? json.path(name).asInt() : fallback;
    }

    /// The value as one segment of a path.
    String segment(String name) {
        return RestApi.segment(text(name));
    }
}
