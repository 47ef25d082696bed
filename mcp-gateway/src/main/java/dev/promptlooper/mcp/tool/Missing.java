package dev.promptlooper.mcp.tool;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.rest.RestFailure;
import dev.promptlooper.mcp.tool.ToolError.Code;
import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Says what was not found, what has a name near to it, and which tool lists what there is.
final class Missing {

    private static final int MOST_NEAR = 3;
    private static final int LOOKED_AT = 200;

    /// @param argument that names it
    /// @param what     for people
    /// @param path     where the API lists it
    /// @param key      field of a row that the argument is
    /// @param tool     that lists it
    private record Kind(String argument, String what, String path, String key, String tool) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("run_id", "run", "", "runId", "list_runs"),
            new Kind("sweep_id", "sweep", "/api/v1/sweeps", "sweepId", "list_sweeps"),
            new Kind("experiment_id", "experiment", "/api/v1/experiments", "id", "list_experiments"),
            new Kind("prompt", "prompt, version or label", "/api/v1/prompts", "name", "list_prompts"),
            new Kind("dataset", "dataset or version", "/api/v1/datasets", "name", "list_datasets"));

    private Missing() {}

    /// @param problem the API's document; of its words only the kind of thing is looked at
    static ToolError of(ToolCall call, JsonNode problem) {
        if (problem.path("detail").asString("").startsWith("there is no candidate")) {
            return new ToolError(Code.NOT_FOUND,
                    "the sweep has no such candidate, or nothing of it has been scored yet",
                    "take `candidate` of get_leaderboard", "get_leaderboard {\"sweep_id\":"
                            + Json.write(Untrusted.name(call.arguments().path("sweep_id").asString(""))) + "}",
                    false, "candidates");
        }
        for (Kind kind : KINDS) {
            String wanted = call.arguments().path(kind.argument()).asString("");
            if (!wanted.isEmpty()) {
                return missing(call, kind, wanted);
            }
        }
        return new ToolError(Code.NOT_FOUND, "there is no such thing", null, "get_overview {}", false, null);
    }

    private static ToolError missing(ToolCall call, Kind kind, String wanted) {
        List<String> near = near(call, kind, wanted);
        return new ToolError(Code.NOT_FOUND, "there is no " + kind.what() + " " + Untrusted.quoted(wanted),
                near.isEmpty()
                        ? "take one that " + kind.tool() + " shows"
                        : "did you mean " + near.stream().map(Untrusted::quoted).collect(Collectors.joining(" or "))
                                + "?",
                kind.tool().equals("list_runs") ? "list_runs {\"sweep_id\":\"…\"}" : kind.tool() + " {}", false,
                kind.argument());
    }

    private static List<String> near(ToolCall call, Kind kind, String wanted) {
        if (kind.path().isEmpty()) {
            return List.of();
        }
        try {
            JsonNode page = call.api().get(kind.path(), Map.of("limit", String.valueOf(LOOKED_AT)));
            return NearNames.of(wanted,
                    page.path("items").valueStream().map(row -> row.path(kind.key()).asString("")).toList(), MOST_NEAR);
        } catch (RestFailure e) {
            return List.of(); // the guess is a courtesy
        }
    }
}
