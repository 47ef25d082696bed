package dev.promptlooper.contracts.event;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// Topic `candidate.stats` (compacted), key = `sweepId/candidateIndex`. Everything known of one candidate so far; also the row
/// of a leaderboard.
///
/// @param schema      record version, currently 1
/// @param sweepId     the sweep
/// @param candidate   what was tried
/// @param rank        1-based rank when it was computed; null on `candidate.stats` (rank by [#feasible], [#sortKey], index)
/// @param runs        runs that ended (answered and failed)
/// @param n           runs that have the objective's value
/// @param cases       distinct cases among those
/// @param failed      runs that failed
/// @param hits        runs that were answered without a call of their own (hits and joined)
/// @param score       the objective: mean per case, then over cases; null while nothing is scored
/// @param standardError of [#score], clustered by case; null below two cases
/// @param low         lower end of the 95 % interval, or null
/// @param high        upper end of the 95 % interval, or null
/// @param sortKey     [#score] turned so that larger is better; null ranks last
/// @param feasible    whether every constraint of the objective holds on the means so far
/// @param violated    the first violated constraint in words, or null
/// @param passRate    share of scored runs in which every scorer with a threshold passed; null without thresholds
/// @param metrics     per metric: scorers by name, and `cost-per-run-usd`, `latency-ms`, `tokens`
/// @param costUsd     mean price of an answer, null when no price is configured
/// @param paidUsd     dollars spent on it by this sweep
/// @param latency     latency of its answers
/// @param pareto      member of the front over objective, cost and latency
/// @param updatedAt   epoch milliseconds
public record CandidateStats(int schema, String sweepId, Candidate candidate, @Nullable Integer rank, long runs, long n,
        long cases,
        long failed, long hits, @Nullable Double score, @Nullable Double standardError, @Nullable Double low,
        @Nullable Double high,
        @Nullable Double sortKey, boolean feasible, @Nullable String violated, @Nullable Double passRate,
        Map<String, Metric> metrics, @Nullable Double costUsd, double paidUsd, @Nullable Latency latency,
        boolean pareto,
        long updatedAt) {

    public static final int SCHEMA = 1;

    public CandidateStats {
        metrics = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(metrics));
    }

    /// @param n             runs with a value
    /// @param mean          mean of the per-case means; null when n is 0
    /// @param standardError clustered by case; null below two cases
    /// @param low           lower end of the 95 % interval, or null
    /// @param high          upper end of the 95 % interval, or null
    public record Metric(long n, @Nullable Double mean, @Nullable Double standardError, @Nullable Double low,
            @Nullable Double high) {}

    /// Percentiles in milliseconds, each within 2 % of the true value.
    public record Latency(double mean, double p50, double p95, double p99, double max) {}
}
