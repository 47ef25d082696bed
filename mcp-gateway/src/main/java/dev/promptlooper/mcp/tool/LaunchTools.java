package dev.promptlooper.mcp.tool;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.rest.RestApi;
import dev.promptlooper.mcp.rest.RestFailure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// From an idea to a running sweep: experiments, plans, launches.
final class LaunchTools {

    private static final int MOST_NOTES = 5;
    private static final int MESSAGE_CHARS = 500;

    private LaunchTools() {}

    static ToolResult listExperiments(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        Map<String, String> query = new LinkedHashMap<>();
        query.put("prompt", arguments.text("prompt"));
        query.put("dataset", arguments.text("dataset"));
        return Pages.byKey(call, "/api/v1/experiments", query, "experiments", "id", LaunchTools::line).done();
    }

    private static ObjectNode line(JsonNode experiment) {
        ObjectNode row = Pick.of(experiment, "experiment_id=id", "name", "description", "version", "models=spec.models",
                "dataset=spec.dataset", "updated_at=updatedAt");
        row.set("prompts", prompts(experiment.path("spec"), LaunchTools::promptName));
        return row;
    }

    static ToolResult getExperiment(ToolCall call) {
        JsonNode experiment = experiment(call);
        Answer answer = new Answer();
        Pick.into(answer.json(), experiment, "experiment_id=id", "name", "description", "version",
                "updated_at=updatedAt", "updated_by=updatedBy");
        answer.put("spec", spec(experiment.path("spec")));
        JsonNode sweeps = call.api()
                .get("/api/v1/sweeps", Map.of("experiment", experiment.path("id").asString(""), "limit", "5"));
        answer.rows("sweeps", sweeps.path("items").valueStream().map(Views::line).toList(), Answer.TARGET,
                String::valueOf, false);
        answer.json().remove("next_cursor");
        return answer.done();
    }

    /// The request, with the texts of prompts that are written out in it marked.
    private static ObjectNode spec(JsonNode spec) {
        ObjectNode view = Json.MAPPER.createObjectNode();
        if (Pick.plain(spec) instanceof ObjectNode plain) {
            view.setAll(plain);
        }
        view.set("prompts", prompts(spec, prompt -> {
            ObjectNode row = Pick.of(prompt, "name", "version", "label");
            if (prompt.path("messages").isArray()) {
                row.set("messages",
                        Json.MAPPER.valueToTree(Untrusted.messages(prompt.path("messages"), MESSAGE_CHARS)));
            }
            return prompt.isObject() ? row : promptName(prompt);
        }));
        return view;
    }

    private static JsonNode prompts(JsonNode spec, Function<JsonNode, JsonNode> view) {
        return Json.MAPPER.valueToTree(spec.path("prompts").valueStream().map(view).toList());
    }

    private static JsonNode promptName(JsonNode prompt) {
        return Pick.plain(prompt.isObject() ? prompt.path("name") : prompt);
    }

    /// Plans first: what cannot be carried out is refused now, while the agent can still change it; no tool changes an experiment.
    static ToolResult createExperiment(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        JsonNode plan = call.api().post("/api/v1/sweeps:plan", arguments.at("spec"), Map.of()).path("plan");
        ObjectNode body = Json.MAPPER.createObjectNode().put("name", arguments.text("name"));
        if (arguments.has("description")) {
            body.set("description", arguments.at("description"));
        }
        body.set("spec", arguments.at("spec"));
        JsonNode created = call.api().post("/api/v1/experiments", body, Map.of());
        Answer answer = new Answer();
        Pick.into(answer.json(), created, "experiment_id=id", "name", "version");
        Pick.into(answer.json(), plan, "candidates", "cases", "runs");
        answer.put("warnings", notes(plan.path("warnings")));
        answer.json().put("next", "plan_sweep with this experiment_id");
        return answer.done();
    }

    static ToolResult planSweep(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        ObjectNode spec = spec(call);
        if (arguments.has("budget_usd")) {
            budget(spec, arguments.at("budget_usd"));
        }
        JsonNode plan = call.api().post("/api/v1/sweeps:plan", spec, Map.of()).path("plan");
        return plan(plan).done();
    }

    private static Answer plan(JsonNode plan) {
        Answer answer = new Answer();
        Pick.into(answer.json(), plan, "candidates", "cases", "repeats", "runs", "known_answers=knownAnswers", "calls",
                "tokens", "cost_usd=costUsd", "duration_seconds=durationSeconds", "search_calls=search.calls",
                "grid_calls=search.gridCalls", "limited_by=search.limitedBy");
        answer.json().put("can_launch", plan.path("problems").isEmpty());
        if (!plan.path("costUsd").isObject()) {
            answer.json()
                    .put("cost_note",
                            "a price is missing, so the cost cannot be told and budget_usd is no limit for that model");
        }
        answer.put("problems", Json.MAPPER.valueToTree(plan.path("problems")
                .valueStream()
                .map(problem -> Pick.of(problem, "field", "message"))
                .toList()));
        answer.put("warnings", notes(plan.path("warnings")));
        answer.put("assumptions", notes(plan.path("assumptions")));
        return answer;
    }

    private static JsonNode notes(JsonNode notes) {
        return Json.MAPPER.valueToTree(notes.valueStream().limit(MOST_NOTES).map(Pick::plain).toList());
    }

    /// Plans first: a budget that cannot be enough is refused before anything is spent.
    static ToolResult launchSweep(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        ObjectNode spec = spec(call);
        double budget = arguments.at("budget_usd").asDouble();
        budget(spec, arguments.at("budget_usd"));
        JsonNode cost = Json.MAPPER.missingNode();
        if (!arguments.at("accept_partial").asBoolean(false)) {
            cost = call.api().post("/api/v1/sweeps:plan", spec, Map.of()).path("plan").path("costUsd");
            if (cost.isObject() && budget < cost.path("low").asDouble(0)) {
                return tooLow(call, budget, cost);
            }
        }
        return new ToolResult.Unconfirmed(Json.write(spec), question(spec, budget, cost), budget,
                () -> launch(call, spec));
    }

    private static String question(JsonNode spec, double budget, JsonNode cost) {
        String forecast = cost.isObject()
                ? ", expected " + Pick.dollars(cost.path("expected").asDouble()) + ", range " + range(cost)
                : "";
        return "Start a sweep of " + spec.path("prompts").size() + " prompts on " + spec.path("models").size()
                + " models, which may spend up to " + Pick.dollars(budget) + " dollars" + forecast + "?";
    }

    private static String range(JsonNode cost) {
        return Pick.dollars(cost.path("low").asDouble()) + "-" + Pick.dollars(cost.path("high").asDouble());
    }

    private static ToolResult launch(ToolCall call, ObjectNode spec) {
        Arguments arguments = Arguments.of(call);
        Map<String, String> key = Map.of("Idempotency-Key", arguments.text("idempotency_key"));
        JsonNode launched = arguments.has("experiment_id")
                ? call.api()
                        .post("/api/v1/experiments/" + arguments.segment("experiment_id") + "/sweeps",
                                Map.of("budget", spec.path("budget")), key)
                : call.api().post("/api/v1/sweeps", spec, key);
        String id = launched.path("sweepId").asString("");
        Answer answer = new Answer();
        Pick.into(answer.json(), launched, "sweep_id=sweepId", "status", "version");
        answer.put("budget", Pick.plain(spec.path("budget")));
        readable(call, id, answer.json());
        answer.json()
                .put("poll_after_ms", 2_000)
                .put("next", "wait_for_sweep {\"sweep_id\":\"" + Untrusted.name(id) + "\"}");
        return answer.link(Views.link(id)).link(Views.board(id)).done();
    }

    /// The next call of an agent reads the sweep; it should be there by then.
    private static void readable(ToolCall call, String id, ObjectNode answer) {
        try {
            JsonNode seen = call.api()
                    .get("/api/v1/sweeps/" + RestApi.segment(id) + "/wait",
                            Map.of("until", "any_change", "timeout", "0"));
            Pick.into(answer, seen, "revision", "status=sweep.status");
        } catch (RestFailure e) {
            answer.put("note", "launched; it appears in lists within seconds");
        }
    }

    private static ToolResult tooLow(ToolCall call, double budget, JsonNode cost) {
        String which = Arguments.of(call).has("experiment_id")
                ? "{\"experiment_id\":\"" + Untrusted.name(Arguments.of(call).text("experiment_id")) + "\"}"
                : "{\"spec\":{…}}";
        return new ToolResult.Failed(new ToolError(ToolError.Code.BUDGET_TOO_LOW,
                "budget_usd " + Pick.dollars(budget) + " is below the expected cost "
                        + Pick.dollars(cost.path("expected").asDouble())
                        + " (range " + range(cost) + ")",
                "raise budget_usd to at least " + Pick.dollars(cost.path("expected").asDouble())
                        + ", take the strategy guided or a dataset limit, or set accept_partial to stop where the money ends",
                "plan_sweep " + which, false, "budget_usd"));
    }

    private static void budget(ObjectNode spec, JsonNode usd) {
        ObjectNode budget = spec.path("budget") instanceof ObjectNode present
                ? present.deepCopy()
                : Json.MAPPER.createObjectNode();
        budget.set("usd", usd);
        spec.set("budget", budget);
    }

    /// The sweep request that the caller means.
    private static ObjectNode spec(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        if (arguments.has("spec") == arguments.has("experiment_id")) {
            throw new BadArguments(new ToolError(ToolError.Code.INVALID_ARGUMENT,
                    arguments.has("spec") ? "there are both spec and experiment_id" : "experiment_id is missing",
                    "give either experiment_id (from create_experiment) or spec", "list_experiments {}", false,
                    "experiment_id"));
        }
        JsonNode spec = arguments.has("spec") ? arguments.at("spec") : experiment(call).path("spec");
        return (ObjectNode) spec.deepCopy();
    }

    private static JsonNode experiment(ToolCall call) {
        return call.api().get("/api/v1/experiments/" + Arguments.of(call).segment("experiment_id"), Map.of());
    }
}
