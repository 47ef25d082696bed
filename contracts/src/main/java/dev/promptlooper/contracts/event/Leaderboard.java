package dev.promptlooper.contracts.event;

import java.util.List;

/// Topic `leaderboard` (compacted), key = sweepId. The head of a sweep's ranking, emitted at most a few times per second.
///
/// @param schema     record version, currently 1
/// @param sweepId    the sweep
/// @param revision   grows by one with each emission of a sweep
/// @param at         epoch milliseconds
/// @param metric     the objective in words: a metric's name, or `weighted-sum`
/// @param maximize   whether larger is better
/// @param runs       runs counted so far (answered and failed)
/// @param failed     of those, failed
/// @param hits       of those, answered without a call of their own
/// @param paidUsd    dollars spent so far
/// @param candidates candidates with at least one run
/// @param top        the best, with their ranks; at most [#TOP]
public record Leaderboard(int schema, String sweepId, long revision, long at, String metric, boolean maximize,
        long runs, long failed,
        long hits, double paidUsd, long candidates, List<CandidateStats> top) {

    public static final int SCHEMA = 1;

    /// Rows in one record. All rows are in `candidate.stats`.
    public static final int TOP = 50;

    public Leaderboard {
        top = List.copyOf(top);
    }
}
