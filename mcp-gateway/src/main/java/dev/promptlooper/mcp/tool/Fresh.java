package dev.promptlooper.mcp.tool;

import dev.promptlooper.mcp.rest.RestApi;
import dev.promptlooper.mcp.rest.RestFailure;
import tools.jackson.databind.JsonNode;

import java.util.Map;

/// Reads of a sweep that may have been launched a moment ago: what the API does not know yet is waited for, for as long as the API
/// itself waits for a new sweep (3 seconds), and asked for once more.
final class Fresh {

    private static final int NOT_FOUND = 404;

    private Fresh() {}

    /// @param below rest of the path below the sweep
    static JsonNode get(ToolCall call, String sweepId, String below, Map<String, String> query) {
        String path = "/api/v1/sweeps/" + RestApi.segment(sweepId);
        try {
            return call.api().get(path + below, query);
        } catch (RestFailure e) {
            if (e.status() != NOT_FOUND) {
                throw e;
            }
            call.api().get(path + "/wait", Map.of("until", "any_change", "timeout", "0"));
            return call.api().get(path + below, query);
        }
    }
}
