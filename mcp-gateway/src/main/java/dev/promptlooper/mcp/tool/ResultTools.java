package dev.promptlooper.mcp.tool;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.rest.RestApi;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What came of a sweep: ranking, comparison, single runs.
final class ResultTools {

    private static final String KEYS = "abcd";
    private static final int OUTPUT_CHARS = 2_000;
    private static final int MESSAGE_CHARS = 1_000;
    private static final int NOTE_CHARS = 160;

    private ResultTools() {}

    static ToolResult getLeaderboard(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        String id = arguments.text("sweep_id");
        Map<String, String> query = new LinkedHashMap<>();
        query.put("sort", arguments.text("sort_by"));
        query.put("prompt", arguments.text("prompt"));
        query.put("model", arguments.text("model"));
        query.put("baseline", arguments.text("baseline"));
        query.put("feasible", arguments.text("feasible"));
        Fresh.get(call, id, "/leaderboard", Map.of("limit", "1"));
        return Pages.byOffset(call, path(arguments, "/leaderboard"), query, "rows", Views::candidate)
                .link(Views.board(id))
                .done();
    }

    static ToolResult compareCandidates(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        Map<String, String> query = sides(arguments);
        query.put("metric", arguments.text("metric"));
        JsonNode comparison = call.api().get("/api/v1/compare", query);
        List<Integer> indexes = indexes(arguments);
        Answer answer = new Answer();
        Pick.into(answer.json(), comparison, "metric", "maximize", "comparable");
        answer.json().put("baseline", indexes.getFirst());
        answer.put("candidates", Json.MAPPER.valueToTree(comparison.path("candidates")
                .valueStream()
                .map(one -> Pick.of(one.path("candidate"), "candidate=candidateIndex", "prompt",
                        "prompt_version=promptVersion",
                        "model", "params", "score", "low", "high", "n", "cost_usd=cost", "p95_ms=p95"))
                .toList()));
        ArrayNode comparisons = answer.json().putArray("comparisons");
        comparison.path("metrics").forEach(metric -> metric.path("comparisons").forEach(pair -> {
            ObjectNode row = Pick.of(metric, "metric");
            row.put("candidate", indexes.get(Math.max(0, KEYS.indexOf(pair.path("key").asString("a")))));
            comparisons.add(Pick.into(row, pair, "verdict", "n", "difference", "low", "high", "p_adjusted=pAdjusted",
                    "wins", "ties",
                    "losses"));
        }));
        answer.put("notes", Json.MAPPER.valueToTree(comparison.path("notes").valueStream().map(Pick::plain).toList()));
        if (arguments.number("examples", 0) > 0) {
            query.put("limit", arguments.text("examples"));
            JsonNode cases = call.api().get("/api/v1/compare/cases", query);
            answer.put("examples", Json.MAPPER.valueToTree(
                    cases.path("items")
                            .valueStream()
                            .map(one -> example(arguments.text("sweep_id"), one, indexes))
                            .toList()));
        }
        return answer.done();
    }

    private static ObjectNode example(String sweep, JsonNode one, List<Integer> indexes) {
        ObjectNode row = Pick.of(one, "case_id=caseId", "difference");
        ArrayNode values = row.putArray("values");
        one.path("values").forEach(value -> {
            int candidate = indexes.get(Math.max(0, KEYS.indexOf(value.path("key").asString("a"))));
            values.add(Pick.into(Json.MAPPER.createObjectNode().put("candidate", candidate), value, "mean", "failed")
                    .put("run_id", sweep + "." + candidate + "." + one.path("caseIndex").asString("0") + ".0"));
        });
        return row;
    }

    private static List<Integer> indexes(Arguments arguments) {
        return arguments.at("candidates").valueStream().map(JsonNode::asInt).toList();
    }

    private static Map<String, String> sides(Arguments arguments) {
        Map<String, String> query = new LinkedHashMap<>();
        List<Integer> indexes = indexes(arguments);
        for (int i = 0; i < indexes.size(); i++) {
            query.put(KEYS.substring(i, i + 1), arguments.text("sweep_id") + "/" + indexes.get(i));
        }
        return query;
    }

    static ToolResult listRuns(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        Map<String, String> query = new LinkedHashMap<>();
        for (String name : List.of("candidate", "status", "failure", "metric", "verdict", "sort")) {
            query.put(name, arguments.text(name));
        }
        query.put("case", arguments.text("case_id"));
        Fresh.get(call, arguments.text("sweep_id"), "", Map.of());
        return Pages.byOffset(call, path(arguments, "/runs"), query, "runs", ResultTools::run).done();
    }

    private static ObjectNode run(JsonNode run) {
        ObjectNode row = Pick.of(run, "run_id=runId", "candidate=candidateIndex", "case_id=caseId", "status", "failure",
                "cost_usd=costUsd", "latency_ms=latencyMs", "source");
        ObjectNode scores = row.putObject("scores");
        run.path("scores").forEach(score -> {
            if (score.path("value").isNumber()) {
                scores.set(Untrusted.name(score.path("metric").asString("?")), Pick.plain(score.path("value")));
            }
        });
        if (run.path("message").isString()) {
            row.set("message", Untrusted.text(run.path("message").asString(), NOTE_CHARS));
        }
        return row;
    }

    static ToolResult getRun(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        int most = arguments.number("max_chars", OUTPUT_CHARS);
        JsonNode detail = call.api().get("/api/v1/runs/" + arguments.segment("run_id"), Map.of());
        JsonNode run = detail.path("run");
        Answer answer = new Answer();
        Pick.into(answer.json(), detail, "sweep_id=sweepId");
        answer.json().setAll(run(run));
        answer.json().remove("scores");
        Pick.into(answer.json(), run, "prompt", "model", "params", "repeat", "attempts");
        answer.put("scores",
                Json.MAPPER.valueToTree(run.path("scores").valueStream().map(ResultTools::score).toList()));
        if (detail.path("answer").path("output").isString()) {
            answer.put("output", Untrusted.text(detail.path("answer").path("output").asString(), most));
            Pick.into(answer.json(), detail.path("answer"), "finish_reason=finishReason", "usage",
                    "response_model=responseModel");
        }
        JsonNode messages = detail.path("request").path("body").path("messages");
        if (messages.isArray()) {
            answer.put("rendered_prompt",
                    Json.MAPPER.valueToTree(Untrusted.messages(messages, Math.min(most, MESSAGE_CHARS))));
        }
        ArrayNode cut = answer.json().putArray("truncated_fields");
        for (String field : List.of("output", "rendered_prompt")) {
            if (answer.json().path(field).toString().contains("\"truncated\":true")) {
                cut.add(field);
            }
        }
        return answer
                .link(new Link("promptlooper://runs/" + arguments.text("run_id"), "run", "The run with its whole texts",
                        "application/json"))
                .done();
    }

    private static ObjectNode score(JsonNode score) {
        ObjectNode row = Pick.of(score, "metric", "value", "pass");
        for (String text : List.of("reason", "error")) {
            if (score.path(text).isString()) {
                row.set(text, Untrusted.text(score.path(text).asString(), NOTE_CHARS));
            }
        }
        return row;
    }

    private static String path(Arguments arguments, String below) {
        return "/api/v1/sweeps/" + RestApi.segment(arguments.text("sweep_id")) + below;
    }
}
