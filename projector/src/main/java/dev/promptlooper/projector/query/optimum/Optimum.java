package dev.promptlooper.projector.query.optimum;

import dev.promptlooper.projector.query.AsOf;
import dev.promptlooper.projector.query.CandidateBrief;
import dev.promptlooper.projector.query.compare.PairedView;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// What to ship.
///
/// @param within     how far below the best the cheapest may be, as a share
/// @param planned    runs of a complete candidate
/// @param candidates all rows
/// @param scored     of those, with a score
/// @param picks      best quality, within budget, cheapest near the best
/// @param front      candidates that nothing beats on all counts, the best score first; the first of them
/// @param frontSize  all of them
record Optimum(String metric, boolean maximize, @Nullable Double maxCost, @Nullable Double maxP95, double within,
        @Nullable Long planned, long candidates, long scored, List<Pick> picks, List<CandidateBrief> front,
        long frontSize, Scatter chart, AsOf asOf) {

    /// @param name        `bestQuality`, `withinBudget` or `cheapestNearBest`
    /// @param candidate   absent when there is none
    /// @param missing     why there is none
    /// @param provisional too little is known of it
    /// @param reasons     why it
    /// @param beats       candidates whose whole interval is worse
    /// @param ties        candidates whose interval overlaps
    /// @param against     paired with the runner-up and the other picks
    record Pick(String name, @Nullable CandidateBrief candidate, @Nullable String missing,
            @Nullable Boolean provisional, @Nullable List<String> reasons, @Nullable Long beats, @Nullable Long ties,
            @Nullable List<Rival> against) {

        static Pick missing(String name, String reason) {
            return new Pick(name, null, reason, null, null, null, null, null);
        }
    }

    /// @param role `runnerUp`, or the name of the other pick
    record Rival(String role, CandidateBrief candidate, PairedView comparison) {}

    /// @param total  candidates with a score and a price or a latency
    /// @param drawn  points
    /// @param points front, best ones, and an even sample of the others
    record Scatter(long total, long drawn, List<Point> points, @Nullable Density density) {}

    /// One point of the chart.
    record Point(long candidateIndex, double score, @Nullable Double cost, @Nullable Double latencyMs, boolean pareto,
            boolean feasible, long n) {}

    /// How many candidates lie where; rows by score, the lowest first.
    record Density(double costLow, double costHigh, double scoreLow, double scoreHigh, int columns, int rows,
            List<Long> counts) {}
}
