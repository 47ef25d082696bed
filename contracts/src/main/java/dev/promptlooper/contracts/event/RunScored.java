package dev.promptlooper.contracts.event;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Topic `run.scored`, key = sweepId. The end of a run, as planner, leaderboard, projection and downstream consumers see it.
/// Small on purpose: the answer's text is in `response` under [#configHash()].
///
/// @param schema     record version, currently 1
/// @param run        which run
/// @param configHash key of the answer in `response`
/// @param status     how it ended
/// @param source     hit, joined or called; null when it failed
/// @param failure    null when it was answered
/// @param message    what went wrong; null when it was answered
/// @param scores     one per scorer, in the sweep's order; empty when it failed
/// @param usage      tokens of the answer (also for hits)
/// @param costUsd    price of the answer whoever paid it, or null when no price is configured
/// @param paidUsd    dollars that this run cost its sweep: 0 for hits and joined runs
/// @param paidTokens tokens that this run cost its sweep: 0 for hits and joined runs
/// @param paidCalls  calls that this run cost its sweep: 0 for hits and joined runs, else 1
/// @param latencyMs  latency of the answer, milliseconds; null when it failed
/// @param attempts   number of HTTP attempts
/// @param reserved   what the planner had reserved
/// @param scoredAt   epoch milliseconds
public record RunScored(int schema, Run run, String configHash, Status status, @Nullable AnswerSource source,
        @Nullable FailureClass failure, @Nullable String message, List<Score> scores, Usage usage,
        @Nullable Double costUsd,
        double paidUsd, long paidTokens, int paidCalls, @Nullable Long latencyMs, int attempts, Reservation reserved,
        long scoredAt) {

    public static final int SCHEMA = 1;

    public RunScored {
        scores = List.copyOf(scores);
    }

    /// Answered (and scored as far as the scorers could), or failed.
    public enum Status {
        DONE, FAILED
    }
}
