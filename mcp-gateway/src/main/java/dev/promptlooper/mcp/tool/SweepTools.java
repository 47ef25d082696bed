package dev.promptlooper.mcp.tool;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.rest.RestFailure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Watching sweeps, and steering them.
final class SweepTools {

    private static final int MOST_ERRORS = 5;
    private static final int ERROR_CHARS = 160;
    private static final int ATTEMPTS = 3;
    private static final int APPLY_SECONDS = 10;
    // Short enough that a client hears of progress, and that a wait nobody needs any more ends soon.
    private static final int SLICE_SECONDS = 2;
    private static final Duration SPARE = Duration.ofSeconds(10);

    private SweepTools() {}

    static ToolResult getOverview(ToolCall call) {
        JsonNode overview = call.api().get("/api/v1/overview", Map.of());
        Answer answer = new Answer();
        Pick.into(answer.json(), overview, "sweeps_by_status=sweeps", "spent_usd=spentUsd");
        answer.json()
                .put("next",
                        "list_models, list_scorers and list_prompts show what there is to work with; then create_experiment, "
                                + "plan_sweep, launch_sweep, wait_for_sweep, get_verdict");
        answer.rows("active", overview.path("active").valueStream().map(Views::line).toList(), Answer.TARGET,
                String::valueOf, false);
        answer.rows("recent", overview.path("recent").valueStream().map(Views::line).toList(), Answer.TARGET,
                String::valueOf, false);
        answer.json().remove("next_cursor");
        return answer.done();
    }

    static ToolResult listSweeps(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        Map<String, String> query = new LinkedHashMap<>();
        query.put("status", arguments.text("status"));
        query.put("q", arguments.text("query"));
        query.put("experiment", arguments.text("experiment_id"));
        query.put("archived", arguments.text("archived"));
        return Pages.byOffset(call, "/api/v1/sweeps", query, "sweeps", Views::line).done();
    }

    static ToolResult getSweep(ToolCall call) {
        String id = Arguments.of(call).text("sweep_id");
        JsonNode sweep = Fresh.get(call, id, "", Map.of());
        Answer answer = new Answer();
        answer.json().setAll(Views.sweep(sweep));
        Pick.into(answer.json(), sweep, "experiment_id=experimentId");
        ObjectNode definition = Pick.of(sweep.path("definition"), "models", "params", "dataset", "scorers", "objective",
                "strategy", "repeats", "concurrency", "priority");
        definition.set("prompts", Json.MAPPER.valueToTree(sweep.path("definition")
                .path("prompts")
                .valueStream()
                .map(prompt -> Untrusted
                        .name(prompt.path("name").asString("") + "@" + prompt.path("version").asString("0")))
                .toList()));
        answer.put("definition", definition);
        if (sweep.path("progress").path("failed").asLong(0) > 0) {
            JsonNode errors = call.api()
                    .get("/api/v1/sweeps/" + Arguments.of(call).segment("sweep_id") + "/errors", Map.of());
            answer.put("errors", Json.MAPPER.valueToTree(
                    errors.path("items").valueStream().limit(MOST_ERRORS).map(SweepTools::error).toList()));
        }
        return answer.link(Views.link(id)).link(Views.board(id)).done();
    }

    private static ObjectNode error(JsonNode error) {
        ObjectNode row = Pick.of(error, "kind", "cause", "count", "run_id=runId");
        if (error.path("message").isString()) {
            // A provider's words, or a scorer's about a model's.
            row.set("message", Untrusted.text(error.path("message").asString(), ERROR_CHARS));
        }
        return row;
    }

    /// Waits in short slices, so that the client hears how far it is and a wait that nobody needs ends.
    static ToolResult waitForSweep(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        String path = "/api/v1/sweeps/" + arguments.segment("sweep_id") + "/wait";
        int seconds = arguments.number("timeout_seconds", 25);
        Map<String, String> query = new LinkedHashMap<>();
        query.put("until", arguments.text("until", "finished"));
        query.put("percent", arguments.text("target_percent"));
        query.put("since", arguments.text("since_revision"));
        long waited = 0;
        while (true) {
            int slice = Math.clamp(seconds - waited / 1_000, 0, SLICE_SECONDS);
            query.put("timeout", String.valueOf(slice));
            JsonNode seen = call.api().get(path, query, Duration.ofSeconds(slice).plus(SPARE));
            waited += Math.max(seen.path("waitedMs").asLong(0), slice * 1_000L * (isTimeout(seen) ? 1 : 0));
            if (!isTimeout(seen) || waited >= seconds * 1_000L || call.cancelled()) {
                return waited(seen, waited);
            }
            if (query.get("since").isEmpty()) {
                query.put("since", seen.path("revision").asString(""));
            }
            JsonNode progress = seen.path("sweep").path("progress");
            call.progress(waited / 1_000.0, seconds, progress.path("settled").asLong(0) + " of "
                    + progress.path("planned").asString("?") + " runs");
        }
    }

    private static boolean isTimeout(JsonNode seen) {
        return seen.path("outcome").asString("").equals("timeout");
    }

    private static ToolResult waited(JsonNode seen, long waited) {
        JsonNode sweep = seen.path("sweep");
        String id = sweep.path("sweepId").asString("");
        Answer answer = new Answer();
        Pick.into(answer.json(), seen, "condition_met=met", "outcome");
        answer.json().set("waited_seconds", Pick.plain(Json.MAPPER.valueToTree(waited / 1_000.0)));
        Pick.into(answer.json(), seen, "revision");
        answer.json()
                .put("next", sweep.path("finished").asBoolean(false)
                        ? "get_verdict"
                        : sweep.path("status").asString("").equals("PAUSED")
                                ? "steer_sweep with op resume"
                                : "wait_for_sweep again with since_revision, get_leaderboard, or steer_sweep");
        answer.put("sweep", Views.sweep(sweep));
        return answer.link(Views.link(id)).done();
    }

    static ToolResult steerSweep(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        String op = arguments.text("op");
        ObjectNode command = Json.MAPPER.createObjectNode().put("op", op);
        switch (op) {
            case "prune", "unprune", "pin", "unpin" -> {
                if (!arguments.has("candidates")) {
                    return needs(op, "candidates", "give the indexes that get_leaderboard shows as `candidate`");
                }
                command.set("candidates", arguments.at("candidates"));
                if (op.equals("prune") && arguments.has("reason")) {
                    command.set("reason", arguments.at("reason"));
                }
            }
            case "budget" -> {
                if (!arguments.has("budget_usd")) {
                    return needs(op, "budget_usd", "give the dollars that the sweep may spend in all");
                }
            }
            case "concurrency", "priority" -> {
                if (!arguments.has(op)) {
                    return needs(op, op, "give the new value");
                }
                command.set(op, arguments.at(op));
            }
            default -> {
                // pause, resume, archive and unarchive need nothing more
            }
        }
        return command(call, command);
    }

    static ToolResult cancelSweep(ToolCall call) {
        return command(call, Json.MAPPER.createObjectNode().put("op", "cancel"));
    }

    private static ToolResult needs(String op, String argument, String fix) {
        return new ToolResult.Failed(
                new ToolError(ToolError.Code.INVALID_ARGUMENT, "op " + op + " needs " + argument, fix,
                        null, false, argument));
    }

    private static ToolResult command(ToolCall call, ObjectNode command) {
        Arguments arguments = Arguments.of(call);
        String id = arguments.text("sweep_id");
        JsonNode sweep = Fresh.get(call, id, "", Map.of());
        command.put("expectedVersion", arguments.number("expected_version", sweep.path("version").asInt(0)));
        if (command.path("op").asString("").equals("budget")) {
            // A budget replaces the one before: what it says of tokens, calls and minutes stays.
            ObjectNode budget = sweep.path("budget") instanceof ObjectNode now
                    ? now.deepCopy()
                    : Json.MAPPER.createObjectNode();
            budget.set("usd", arguments.at("budget_usd"));
            command.set("budget", budget);
            double before = sweep.path("budget").path("usd").asDouble(Double.POSITIVE_INFINITY);
            double usd = arguments.at("budget_usd").asDouble();
            if (usd > before) {
                return new ToolResult.Unconfirmed(id + " " + before + " " + usd,
                        "Let the sweep " + Untrusted.quoted(id) + " spend up to " + Pick.dollars(usd)
                                + " dollars in all instead of " + Pick.dollars(before) + "?",
                        usd, () -> steered(call, command));
            }
        }
        return steered(call, command);
    }

    private static ToolResult steered(ToolCall call, ObjectNode command) {
        String id = Arguments.of(call).text("sweep_id");
        JsonNode accepted = accepted(call, command);
        Answer answer = new Answer();
        answer.json().put("sweep_id", id).put("accepted", true);
        Pick.into(answer.json(), accepted, "version", "command_id=commandId");
        boolean applied = isApplied(call, accepted.path("version").asLong(0), answer.json());
        boolean filed = command.path("op").asString("").endsWith("archive");
        answer.json().put("applied", applied).put("next", filed ? "list_sweeps" : "wait_for_sweep");
        return answer.link(Views.link(id)).done();
    }

    /// Waits until the effect can be read, so that the agent's next look or wait does not meet the state of before.
    private static boolean isApplied(ToolCall call, long version, ObjectNode answer) {
        String path = "/api/v1/sweeps/" + Arguments.of(call).segment("sweep_id") + "/wait";
        String since = "";
        try {
            for (int look = 0; look <= APPLY_SECONDS; look++) {
                JsonNode seen = call.api()
                        .get(path,
                                Map.of("until", "any_change", "since", since, "timeout", since.isEmpty() ? "0" : "1"));
                if (seen.path("sweep").path("version").asLong(0) >= version) {
                    Pick.into(answer, seen, "status=sweep.status", "revision");
                    return true;
                }
                since = seen.path("revision").asString("");
            }
        } catch (RestFailure e) {
            return false; // the command is accepted; only the look at its effect failed
        }
        return false;
    }

    /// Without a version of the caller the one of now is meant. What was read may be a moment old: the API says which is current.
    private static JsonNode accepted(ToolCall call, ObjectNode command) {
        Arguments arguments = Arguments.of(call);
        String path = "/api/v1/sweeps/" + arguments.segment("sweep_id") + "/commands";
        for (int attempt = 1;; attempt++) {
            try {
                return call.api().post(path, command, Map.of());
            } catch (RestFailure e) {
                long current = e.problem().path("currentVersion").asLong(0);
                if (e.status() != 409 || arguments.has("expected_version") || attempt == ATTEMPTS
                        || current <= command.path("expectedVersion").asLong(0)) {
                    throw e;
                }
                command.put("expectedVersion", current);
            }
        }
    }
}
