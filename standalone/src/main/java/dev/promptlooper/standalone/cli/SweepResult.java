package dev.promptlooper.standalone.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.util.List;

/// What a finished sweep gave: the shape of `run --json` and of `--output x.json`.
///
/// @param sweepId     the sweep
/// @param status      its status
/// @param counts      runs that ended
/// @param spend       dollars paid
/// @param leaderboard rows in order of rank: `rank`, `candidateId`, `prompt`, `model`, `params`, `n`, `score`, `low`, `high`,
///                    `metrics`, `cost`, `latency`
/// @param verdict     which candidate to ship and how sure that is, as `GET …/verdict` says it; null for a sweep that is paused
@JsonInclude(JsonInclude.Include.NON_NULL)
record SweepResult(String sweepId, String status, Counts counts, double spend, List<JsonNode> leaderboard,
        @Nullable JsonNode verdict) {

    SweepResult {
        leaderboard = List.copyOf(leaderboard);
    }

    /// A result without a verdict.
    SweepResult(String sweepId, String status, Counts counts, double spend, List<JsonNode> leaderboard) {
        this(sweepId, status, counts, spend, leaderboard, null);
    }

    /// @param runs   runs that ended
    /// @param hits   of those, answered without a call of their own
    /// @param failed of those, failed
    record Counts(long runs, long hits, long failed) {}
}
