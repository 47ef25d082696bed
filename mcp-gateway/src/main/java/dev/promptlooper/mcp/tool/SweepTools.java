package dev.promptlooper.mcp.tool;

import dev.promptlooper.mcp.rest.RestApi;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The loop of a sweep: list → plan → launch → look → steer.
public final class SweepTools {

    private static final String SWEEP_ID = """
            {"type":"object","properties":{"sweep_id":{"type":"string","description":"id from list_sweeps or launch_sweep"}},"required":["sweep_id"],"additionalProperties":false}""";
    private static final String SPEC = """
            {"type":"object","properties":{"spec":{"type":"object","description":"a sweep: name, prompts, models (endpoint/model), params, dataset {name}, scorers, objective, strategy, repeats, budget"}%s},"required":["spec"%s],"additionalProperties":false}""";

    private SweepTools() {}

    /// All tools, in a fixed order.
    public static List<Tool> all() {
        return List.of(listSweeps(), planSweep(), launchSweep(), getSweep(), getLeaderboard(), getVerdict(),
                steerSweep());
    }

    private static Tool listSweeps() {
        return new Tool("list_sweeps", "List sweeps",
                "Lists sweeps, newest first, with status, progress, spend and best candidate.",
                """
                        {"type":"object","properties":{"status":{"type":"string","enum":["PENDING","RUNNING","PAUSED","DRAINING","COMPLETED","BUDGET_EXHAUSTED","CANCELLED","FAILED"]},\
                        "limit":{"type":"integer","minimum":1,"maximum":50,"default":20}},"additionalProperties":false}""",
                true,
                (api, arguments) -> api.get("/api/v1/sweeps", Map.of("status", text(arguments, "status"), "limit",
                        orDefault(text(arguments, "limit"), "20"))));
    }

    private static Tool planSweep() {
        return new Tool("plan_sweep", "Plan a sweep",
                "Tells what a sweep would do without launching it: candidates, runs, known answers, tokens, "
                        + "cost, duration, and problems to fix. Call it before launch_sweep.",
                SPEC.formatted("", ""), true,
                (api, arguments) -> api.post("/api/v1/sweeps:plan", object(arguments, "spec"), Map.of()));
    }

    private static Tool launchSweep() {
        return new Tool("launch_sweep", "Launch a sweep",
                "Starts a sweep; this spends money up to spec.budget. The same idempotency_key never launches twice.",
                SPEC.formatted(",\"idempotency_key\":{\"type\":\"string\",\"minLength\":8,\"maxLength\":100}",
                        ",\"idempotency_key\""),
                false,
                (api, arguments) -> api.post("/api/v1/sweeps", object(arguments, "spec"),
                        Map.of("Idempotency-Key", required(arguments, "idempotency_key"))));
    }

    private static Tool getSweep() {
        return new Tool("get_sweep", "Get a sweep",
                "One sweep: definition, status, progress, spend, and the version that steer_sweep needs.", SWEEP_ID,
                true, (api, arguments) -> api.get("/api/v1/sweeps/" + id(arguments), Map.of()));
    }

    private static Tool getLeaderboard() {
        return new Tool("get_leaderboard", "Get the leaderboard",
                "Candidates of a sweep ranked by its objective, with n, score, 95 % interval, cost and latency.",
                """
                        {"type":"object","properties":{"sweep_id":{"type":"string"},"limit":{"type":"integer","minimum":1,"maximum":50,"default":10}},\
                        "required":["sweep_id"],"additionalProperties":false}""",
                true, (api, arguments) -> api.get("/api/v1/sweeps/" + id(arguments) + "/leaderboard",
                        Map.of("limit", orDefault(text(arguments, "limit"), "10"))));
    }

    private static Tool getVerdict() {
        return new Tool("get_verdict", "Get the verdict",
                "Which candidate to ship, how probable it is that this is right, its lead over the runner-up and over a baseline (index), what was "
                        + "dropped, calls and dollars against the full grid, and what more budget would buy. `summary` says it in sentences. "
                        + "Call it when a sweep has ended, or to decide whether to go on.",
                """
                        {"type":"object","properties":{"sweep_id":{"type":"string"},"baseline":{"type":"integer","minimum":0,"description":"candidateIndex to compare with"}},\
                        "required":["sweep_id"],"additionalProperties":false}""",
                true, (api, arguments) -> api.get("/api/v1/sweeps/" + id(arguments) + "/verdict",
                        Map.of("baseline", text(arguments, "baseline"))));
    }

    private static Tool steerSweep() {
        return new Tool("steer_sweep", "Steer a sweep",
                "Pauses, resumes or cancels a sweep, or prunes, un-prunes, pins or unpins candidates (by index). expected_version is the version from "
                        + "get_sweep: a race is refused, look again and repeat.",
                """
                        {"type":"object","properties":{"sweep_id":{"type":"string"},"op":{"type":"string","enum":["pause","resume","cancel","prune","unprune","pin","unpin"]},\
                        "expected_version":{"type":"integer","minimum":1},"candidates":{"type":"array","items":{"type":"integer","minimum":0}},\
                        "idempotency_key":{"type":"string","minLength":8,"maxLength":100}},\
                        "required":["sweep_id","op","expected_version","idempotency_key"],"additionalProperties":false}""",
                false, (api, arguments) -> {
                    Map<String, Object> command = new LinkedHashMap<>();
                    command.put("op", required(arguments, "op"));
                    command.put("expectedVersion", arguments.getOrDefault("expected_version", 0));
                    if (arguments.get("candidates") instanceof List<?> candidates) {
                        command.put("candidates", candidates);
                    }
                    return api.post("/api/v1/sweeps/" + id(arguments) + "/commands", command,
                            Map.of("Idempotency-Key", required(arguments, "idempotency_key")));
                });
    }

    private static String id(Map<String, Object> arguments) {
        return RestApi.segment(required(arguments, "sweep_id"));
    }

    private static String required(Map<String, Object> arguments, String name) {
        String value = text(arguments, name);
        if (value.isBlank()) {
            throw new IllegalArgumentException("the argument " + name + " is missing");
        }
        return value;
    }

    private static Object object(Map<String, Object> arguments, String name) {
        if (arguments.get(name) instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("the argument " + name + " must be an object, was " + arguments.get(name));
    }

    private static String text(Map<String, Object> arguments, String name) {
        Object value = arguments.get(name);
        return value == null ? "" : String.valueOf(value);
    }

    private static String orDefault(@Nullable String value, String fallback) {
        return value == null || value.isEmpty() ? fallback : value;
    }
}
