package dev.promptlooper.scoring.board;

import dev.promptlooper.contracts.sweep.Metrics;
import dev.promptlooper.contracts.sweep.Objective;
import dev.promptlooper.scoring.statistics.ParetoFront;
import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.Map;

/// The few figures of a candidate by which it is ranked, kept in memory while its sweep is active. Mutable; for one thread.
final class Row {

    /// Feasible ones first, then the larger sort key (none ranks last), then the smaller index.
    static final Comparator<Row> RANKING = (a, b) -> {
        if (a.feasible != b.feasible) {
            return a.feasible ? -1 : 1;
        }
        boolean aHas = !Double.isNaN(a.sortKey);
        boolean bHas = !Double.isNaN(b.sortKey);
        if (aHas != bHas) {
            return aHas ? -1 : 1;
        }
        int byKey = aHas ? Double.compare(b.sortKey, a.sortKey) : 0;
        return byKey != 0 ? byKey : Long.compare(a.index, b.index);
    };

    final long index;
    double sortKey = Double.NaN;
    boolean feasible = true;
    long runs;
    long emittedRuns;
    boolean pareto;
    boolean emittedPareto;
    boolean dirty;
    private double cost = Double.NaN;
    private double latency = Double.NaN;

    Row(long index) {
        this.index = index;
    }

    /// Takes over the figures of a candidate.
    void refresh(CandidateState state, MetricLayout layout) {
        double mean = state.moments(layout.objectivePosition()).mean();
        // + 0.0 turns a negative zero into zero: they must not rank differently
        sortKey = (layout.objective().isMaximize() ? mean : -mean) + 0.0;
        feasible = violated(state, layout) == null;
        cost = state.moments(layout.position(Metrics.COST_PER_RUN_USD)).mean();
        latency = state.meanLatency();
        runs = state.runs();
    }

    ParetoFront.Point point() {
        return new ParetoFront.Point(sortKey, cost, latency);
    }

    /// The first constraint that the means break, in words, or null. A metric without a value breaks nothing yet.
    static @Nullable String violated(CandidateState state, MetricLayout layout) {
        for (Map.Entry<String, Objective.Bound> constraint : layout.objective().subjectTo().entrySet()) {
            int metric = layout.position(constraint.getKey());
            double mean = metric < 0 ? Double.NaN : state.moments(metric).mean();
            Double min = constraint.getValue().min();
            Double max = constraint.getValue().max();
            if (min != null && mean < min) {
                return constraint.getKey() + " " + (float) mean + " is below " + min;
            }
            if (max != null && mean > max) {
                return constraint.getKey() + " " + (float) mean + " is above " + max;
            }
        }
        return null;
    }
}
