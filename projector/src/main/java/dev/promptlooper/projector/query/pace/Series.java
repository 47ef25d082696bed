package dev.promptlooper.projector.query.pace;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// Counts over time, in equal steps. Pure.
///
/// @param from   start of the first step, epoch milliseconds
/// @param to     end of the last step
/// @param stepMs length of a step
/// @param points one per step, also where nothing ran
/// @param spend  what was spent, and where that leads
record Series(long from, long to, long stepMs, List<Point> points, Forecast spend) {

    /// @param at            start of the step
    /// @param runs          runs that ended in it
    /// @param failed        of those, failed
    /// @param hits          of those, answered without a call of their own
    /// @param runsPerSecond over the step
    /// @param usd           paid in the step
    /// @param spentUsd      paid until its end
    /// @param p50           latency of the calls, milliseconds; absent without any
    /// @param p95           the same
    record Point(long at, long runs, long failed, long hits, double runsPerSecond, double usd, double spentUsd,
            @Nullable Double p50, @Nullable Double p95) {}

    /// @param usd                 spent so far
    /// @param budgetUsd           limit
    /// @param usdAtEnd            mean price so far × planned runs
    /// @param etaSeconds          until all planned runs are settled at the present rate
    /// @param budgetUsedInSeconds until the budget is used up at the present rate
    record Forecast(double usd, @Nullable Double budgetUsd, @Nullable Double usdAtEnd, @Nullable Long etaSeconds,
            @Nullable Long budgetUsedInSeconds) {

        /// @param planned       runs in all, or null while unknown
        /// @param settled       runs that ended
        /// @param runsPerSecond present rate, 0 when nothing moves
        static Forecast of(double usd, @Nullable Double budgetUsd, @Nullable Long planned, long settled,
                double runsPerSecond) {
            Double atEnd = planned == null || settled == 0
                    ? null
                    : (Double) (usd / settled * Math.max(planned, settled));
            Long eta = planned == null || runsPerSecond <= 0
                    ? null
                    : (Long) (long) Math.ceil(Math.max(0, planned - settled) / runsPerSecond);
            Long used = null;
            if (budgetUsd != null && settled > 0 && usd > 0 && runsPerSecond > 0
                    && (atEnd == null || atEnd > budgetUsd)) {
                used = (long) Math.ceil(Math.max(0, budgetUsd - usd) / (usd / settled * runsPerSecond));
            }
            return new Forecast(usd, budgetUsd, atEnd, eta, used);
        }
    }

    /// One row of `results.pace`, or several added up.
    ///
    /// @param step       start of the step, epoch milliseconds
    /// @param latencyBin see the table; −1 for runs without a call
    record Count(long step, int latencyBin, long runs, long failed, long hits, long paidNanos) {}

    /// Length of a slot of the table, milliseconds.
    static final long SLOT_MS = 10_000;

    private static final double LN_BIN = 0.1823215567939546;
    private static final long[] STEPS = {10, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800,
        86_400};

    /// The shortest step (a round number of seconds, at least a slot) that covers a time with at most so many points.
    static long step(long millis, int points) {
        for (long seconds : STEPS) {
            if (millis <= seconds * 1_000 * points) {
                return seconds * 1_000;
            }
        }
        long day = STEPS[STEPS.length - 1] * 1_000;
        return (millis + day * points - 1) / (day * points) * day;
    }

    /// @param counts    what ran, steps being multiples of `stepMs` from 0
    /// @param from      multiple of `stepMs`
    /// @param to        multiple of `stepMs`, behind `from`
    /// @param spentNanos paid before `from`
    static Series of(List<Count> counts, long from, long to, long stepMs, long spentNanos, Forecast forecast) {
        TreeMap<Long, List<Count>> steps = new TreeMap<>();
        counts.forEach(count -> steps.computeIfAbsent(count.step(), at -> new ArrayList<>()).add(count));
        List<Point> points = new ArrayList<>();
        long spent = spentNanos;
        for (long at = from; at < to; at += stepMs) {
            List<Count> here = steps.getOrDefault(at, List.of());
            long runs = here.stream().mapToLong(Count::runs).sum();
            long nanos = here.stream().mapToLong(Count::paidNanos).sum();
            spent += nanos;
            points.add(new Point(at, runs, here.stream().mapToLong(Count::failed).sum(),
                    here.stream().mapToLong(Count::hits).sum(), runs * 1_000.0 / stepMs, nanos / 1e9, spent / 1e9,
                    quantile(here, 0.5), quantile(here, 0.95)));
        }
        return new Series(from, to, stepMs, points, forecast);
    }

    /// Nearest rank over the bins; within 10 % of the true value.
    static @Nullable Double quantile(List<Count> counts, double share) {
        Count[] called = counts.stream().filter(count -> count.latencyBin() >= 0).toArray(Count[]::new);
        Arrays.sort(called, java.util.Comparator.comparingInt(Count::latencyBin));
        long total = Arrays.stream(called).mapToLong(Count::runs).sum();
        long rank = Math.max(1, (long) Math.ceil(share * total));
        long seen = 0;
        for (Count count : called) {
            seen += count.runs();
            if (seen >= rank) {
                return Math.exp((count.latencyBin() + 0.5) * LN_BIN) - 1;
            }
        }
        return null;
    }
}
