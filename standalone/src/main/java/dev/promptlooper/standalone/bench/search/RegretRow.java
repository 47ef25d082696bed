package dev.promptlooper.standalone.bench.search;

/// One figure of the regret table.
///
/// @param set      set, or a family of sets that are averaged
/// @param strategy the rival's label
/// @param budget   percent of the calls of the full grid
/// @param regret   mean regret in points (hundredths of the score)
/// @param error    standard error of that mean over the seeds, points
/// @param seeds    replays (per set of a family)
/// @param gridRegret mean regret against what the full grid reports on the same draws, points
/// @param within1  share of the replays that end within one point of the best
/// @param calls    mean calls made, percent of the full grid
record RegretRow(String set, String strategy, double budget, double regret, double error, int seeds,
        double gridRegret, double within1, double calls) {}
