package dev.promptlooper.mcp.tool;

import dev.promptlooper.contracts.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Sweeps and candidates as agents see them, the same in every tool.
final class Views {

    private Views() {}

    /// Where a sweep stands; from a row of the list or from the sweep itself.
    static ObjectNode sweep(JsonNode sweep) {
        ObjectNode view = brief(sweep);
        Pick.into(view, sweep, "archived", "version", "message", "metric=leaderboard.metric",
                "maximize=leaderboard.maximize",
                "candidates=leaderboard.candidates");
        Pick.time(view, "ended_at", sweep.path("endedAt"));
        ObjectNode progress = Pick.of(sweep.path("progress"), "planned", "settled", "failed", "known_answers=hits",
                "outstanding", "runs_per_second=runsPerSecond", "eta_seconds=etaSeconds");
        view.set("progress", percent(progress, sweep));
        view.set("spend", Pick.of(sweep.path("spend"), "usd", "tokens", "calls", "reserved_usd=reservedUsd"));
        if (sweep.path("budget").isObject()) {
            view.set("budget", Pick.plain(sweep.path("budget")));
        }
        JsonNode best = sweep.path("leaderboard").path("best");
        if (best.isObject()) {
            view.set("leader", candidate(best));
        }
        return view;
    }

    /// One line of a list of sweeps.
    static ObjectNode line(JsonNode sweep) {
        ObjectNode view = brief(sweep);
        percent(view, sweep);
        Pick.into(view, sweep, "settled=progress.settled", "planned=progress.planned", "usd=spend.usd",
                "budget_usd=budget.usd", "metric=leaderboard.metric", "best_score=leaderboard.best.score",
                "best_prompt=leaderboard.best.prompt", "best_model=leaderboard.best.model");
        return view;
    }

    private static ObjectNode brief(JsonNode sweep) {
        ObjectNode view = Pick.of(sweep, "sweep_id=sweepId", "name", "status", "finished");
        Pick.time(view, "created_at", sweep.path("createdAt"));
        return view;
    }

    private static ObjectNode percent(ObjectNode view, JsonNode sweep) {
        JsonNode fraction = sweep.path("progress").path("fraction");
        if (fraction.isNumber()) {
            view.set("percent", Pick.plain(Json.MAPPER.valueToTree(Math.floor(fraction.asDouble() * 1_000) / 10)));
        }
        return view;
    }

    /// A candidate: what it is, and what it has shown.
    static ObjectNode candidate(JsonNode row) {
        return Pick.of(row, "rank", "candidate=candidateIndex", "prompt", "prompt_version=promptVersion", "model",
                "params",
                "score", "low", "high", "n", "cost_usd=cost", "p95_ms=latency.p95", "failed", "violated", "state",
                "provisional", "delta");
    }

    /// Which candidate it is.
    static ObjectNode identity(JsonNode row) {
        return Pick.of(row, "candidate=candidateIndex", "prompt", "prompt_version=promptVersion", "model", "params");
    }

    static Link link(String sweepId) {
        return new Link("promptlooper://sweeps/" + sweepId, "sweep", "Where the sweep stands; can be subscribed to",
                "application/json");
    }

    static Link board(String sweepId) {
        return new Link("promptlooper://sweeps/" + sweepId + "/leaderboard", "leaderboard",
                "The best 50 candidates; can be subscribed to", "application/json");
    }
}
