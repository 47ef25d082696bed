package dev.promptlooper.mcp.tool;

import dev.promptlooper.contracts.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Which candidate to ship, in an answer that fits: the record of the topic has all candidates that it mentions, all effects and all
/// that was dropped; an agent that decides needs the first few.
final class VerdictTool {

    private static final int SENTENCES = 6;
    private static final int TOP = 5;
    private static final int AXES = 4;
    private static final int LEVELS = 6;

    private VerdictTool() {}

    static ToolResult get(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        boolean detailed = arguments.text("detail").equals("full");
        JsonNode verdict = Fresh.get(call, arguments.text("sweep_id"), "/verdict",
                Map.of("baseline", arguments.text("baseline")));
        Map<Long, JsonNode> candidates = verdict.path("candidates")
                .valueStream()
                .collect(Collectors.toMap(one -> one.path("index").asLong(), one -> one, (one, other) -> one));
        Answer answer = new Answer();
        Pick.into(answer.json(), verdict, "stage", "metric", "maximize", "strategy");
        answer.put("summary", list(verdict.path("summary"), SENTENCES, Pick::plain));
        named(answer.json(), "recommended", verdict.path("recommended"), candidates);
        Pick.into(answer.json(), verdict, "confidence");
        difference(answer.json(), "runner_up", verdict.path("runnerUp"), candidates);
        difference(answer.json(), "baseline", verdict.path("baseline"), candidates);
        answer.put("outlook", Pick.of(verdict.path("outlook"), "decision", "reason", "gains"));
        answer.put("spent",
                Pick.of(verdict.path("savings"), "runs", "calls", "usd", "grid_runs=gridRuns", "grid_usd=gridUsd"));
        if (verdict.path("constraints").isObject()) {
            answer.put("constraints", Pick.of(verdict.path("constraints"), "meeting", "violating",
                    "recommended_meets=recommendedMeets", "probability", "reason"));
        }
        Pick.into(answer.json(), verdict, "dropped=dropped.count");
        answer.put("top", list(verdict.path("top"), detailed ? 20 : TOP, row -> standing(row, candidates)));
        answer.put("effects", list(verdict.path("effects"), detailed ? 20 : AXES, row -> effect(row, detailed)));
        if (detailed) {
            answer.put("interactions", list(verdict.path("interactions"), 10, Pick::plain));
            answer.put("dropped_latest", list(verdict.path("dropped").path("latest"), 20,
                    row -> Pick.of(row, "candidate", "runs", "difference", "reason")));
        }
        answer.json()
                .put("next", verdict.path("stage").asString("").equals("FINAL")
                        ? "promote_prompt when you agree, compare_candidates for single cases"
                        : "the sweep goes on: wait_for_sweep, or steer_sweep");
        return answer.link(Views.board(arguments.text("sweep_id"))).done();
    }

    private static JsonNode list(JsonNode rows, int most, Function<JsonNode, JsonNode> view) {
        List<JsonNode> views = rows.valueStream().limit(most).map(view).toList();
        return Json.MAPPER.valueToTree(views);
    }

    private static void named(ObjectNode to, String name, JsonNode index, Map<Long, JsonNode> candidates) {
        JsonNode candidate = index.isIntegralNumber() ? candidates.get(index.asLong()) : null;
        if (candidate != null) {
            to.set(name, identity(candidate));
        }
    }

    private static ObjectNode identity(JsonNode candidate) {
        ObjectNode view = Pick.of(candidate, "candidate=index", "prompt", "prompt_version=promptVersion");
        view.put("model",
                Untrusted.name(candidate.path("endpoint").asString("") + "/" + candidate.path("model").asString("")));
        return Pick.into(view, candidate, "params");
    }

    private static void difference(ObjectNode to, String name, JsonNode difference, Map<Long, JsonNode> candidates) {
        if (difference.isObject()) {
            JsonNode other = candidates.get(difference.path("candidate").asLong());
            ObjectNode view = other == null ? Json.MAPPER.createObjectNode() : identity(other);
            to.set(name, Pick.into(view, difference, "candidate", "difference", "low", "high", "pairs", "method"));
        }
    }

    private static ObjectNode standing(JsonNode row, Map<Long, JsonNode> candidates) {
        JsonNode candidate = candidates.get(row.path("candidate").asLong());
        ObjectNode view = Pick.of(row, "rank");
        if (candidate != null) {
            view.setAll(identity(candidate));
        }
        return Pick.into(view, row, "candidate", "mean", "low", "high", "n", "probability_best=probabilityBest",
                "feasible", "dropped");
    }

    private static ObjectNode effect(JsonNode row, boolean detailed) {
        ObjectNode view = Pick.of(row, "axis", "share");
        view.set("levels", list(row.path("levels"), detailed ? 20 : LEVELS,
                level -> Pick.of(level, "value", "effect", "low", "high")));
        return view;
    }
}
