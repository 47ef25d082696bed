package dev.promptlooper.mcp.conformance;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.protocol.Exchange.Question;
import dev.promptlooper.mcp.protocol.OfferedTool;
import tools.jackson.databind.node.ObjectNode;

import java.util.concurrent.locks.LockSupport;

/// Pieces that the fixtures of the suite are made of.
final class Fixtures {

    static final String PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    static final String WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=";

    private Fixtures() {}

    static OfferedTool tool(String name, String description, OfferedTool.Call call) {
        return tool(name, description, "{\"type\":\"object\",\"properties\":{}}", call);
    }

    static OfferedTool tool(String name, String description, String schema, OfferedTool.Call call) {
        ObjectNode entry = Json.MAPPER.createObjectNode().put("name", name).put("description", description);
        entry.set("inputSchema", json(schema));
        return new OfferedTool(entry, exchange -> true, call);
    }

    static ObjectNode json(String text) {
        return (ObjectNode) Json.MAPPER.readTree(text);
    }

    /// The answer of a tool with these content blocks.
    static ObjectNode content(String blocks) {
        return json("{\"content\":[" + blocks + "]}");
    }

    static ObjectNode text(String text) {
        ObjectNode result = Json.MAPPER.createObjectNode();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        return result;
    }

    static Question elicitation(String message, String schema) {
        ObjectNode params = Json.MAPPER.createObjectNode().put("message", message);
        params.set("requestedSchema", json(schema));
        return new Question("elicitation/create", params);
    }

    static Question sampling(String prompt, int maxTokens) {
        ObjectNode params = Json.MAPPER.createObjectNode();
        params.putArray("messages")
                .addObject()
                .put("role", "user")
                .putObject("content")
                .put("type", "text")
                .put("text", prompt);
        return new Question("sampling/createMessage", params.put("maxTokens", maxTokens));
    }

    static Question roots() {
        return new Question("roots/list", Json.MAPPER.createObjectNode());
    }

    /// The suite wants to see work that takes a moment.
    static void work() {
        LockSupport.parkNanos(50_000_000);
    }
}
