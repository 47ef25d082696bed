package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/// A row of a leaderboard as clients see it. `model` is `endpoint/model`, `cost` the mean price of an answer in dollars,
/// `latency` in milliseconds; the rest as in [CandidateStats].
public record CandidateRow(@Nullable Long rank, String candidateId, long candidateIndex, String prompt,
        int promptVersion,
        String model, Map<String, Object> params, long n, @Nullable Double score, @Nullable Double low,
        @Nullable Double high, @Nullable Double standardError, Map<String, CandidateStats.Metric> metrics,
        @Nullable Double cost, CandidateStats.@Nullable Latency latency, long runs, long cases, long failed, long hits,
        @Nullable Double passRate, boolean feasible, @Nullable String violated, boolean pareto, double paidUsd,
        boolean pruned, boolean pinned, long updatedAt) {

    public static CandidateRow of(String statsJson, @Nullable Long rank, boolean pruned, boolean pinned) {
        return of(Json.read(statsJson, CandidateStats.class), rank, pruned, pinned);
    }

    public static CandidateRow of(CandidateStats stats, @Nullable Long rank, boolean pruned, boolean pinned) {
        return new CandidateRow(rank, stats.candidate().id(), stats.candidate().index(), stats.candidate().prompt(),
                stats.candidate().promptVersion(), stats.candidate().modelRef(), stats.candidate().params(), stats.n(),
                stats.score(), stats.low(), stats.high(), stats.standardError(), stats.metrics(), stats.costUsd(),
                stats.latency(), stats.runs(), stats.cases(), stats.failed(), stats.hits(), stats.passRate(),
                stats.feasible(), stats.violated(), stats.pareto(), stats.paidUsd(), pruned, pinned, stats.updatedAt());
    }
}
