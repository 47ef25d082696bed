package dev.promptlooper.mcp.tool;

import dev.promptlooper.mcp.rest.RestApi;
import tools.jackson.databind.JsonNode;

import java.util.Map;

/// One thing an agent can do.
///
/// @param name        as agents call it, snake_case
/// @param title       for people
/// @param description for models: what it does, when to use it, what comes next
/// @param inputSchema JSON Schema as text, so that its key order is the same at every start
/// @param readOnly    changes nothing
/// @param operation   the REST operation behind it
public record Tool(String name, String title, String description, String inputSchema, boolean readOnly,
        Operation operation) {

    /// Makes the REST call.
    @FunctionalInterface
    public interface Operation {
        /// @param arguments validated against [Tool#inputSchema()]
        /// @throws dev.promptlooper.mcp.rest.RestFailure when the API refuses
        /// @throws IllegalArgumentException when an argument is missing or wrong
        JsonNode call(RestApi api, Map<String, Object> arguments);
    }
}
