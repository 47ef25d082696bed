package dev.promptlooper.scoring.board;

import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.sweep.Metrics;
import dev.promptlooper.scoring.statistics.ClusteredMoments;
import dev.promptlooper.scoring.statistics.Interval;
import dev.promptlooper.scoring.statistics.LatencySketch;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// Puts a candidate's state into the words of the contract.
final class StatsRecord {

    private StatsRecord() {}

    static CandidateStats of(String sweepId, CandidateState state, MetricLayout layout, @Nullable Integer rank,
            boolean pareto, long now) {
        Map<String, CandidateStats.Metric> metrics = LinkedHashMap.newLinkedHashMap(layout.size());
        for (int i = 0; i < layout.size(); i++) {
            ClusteredMoments moments = state.moments(i);
            if (moments.runs() > 0) {
                metrics.put(layout.names().get(i), metric(moments));
            }
        }
        ClusteredMoments objective = state.moments(layout.objectivePosition());
        CandidateStats.Metric score = metric(objective);
        Double mean = score.mean();
        String violated = Row.violated(state, layout);
        return new CandidateStats(CandidateStats.SCHEMA, sweepId, state.candidate(), rank, state.runs(), score.n(),
                objective.cases(), state.failed(), state.hits(), mean, score.standardError(), score.low(),
                score.high(), mean == null ? null : (Double) (layout.objective().isMaximize() ? mean : 0 - mean),
                violated == null, violated, present(state.passRate()), metrics,
                present(state.moments(layout.position(Metrics.COST_PER_RUN_USD)).mean()), state.paid().value(),
                latency(state), pareto, now);
    }

    private static CandidateStats.Metric metric(ClusteredMoments moments) {
        Interval interval = Interval.of(moments);
        return new CandidateStats.Metric(moments.runs(), present(moments.mean()), present(moments.standardError()),
                interval == null ? null : (Double) interval.low(), interval == null ? null : (Double) interval.high());
    }

    private static CandidateStats.@Nullable Latency latency(CandidateState state) {
        LatencySketch sketch = state.latencies();
        return sketch.count() == 0
                ? null
                : new CandidateStats.Latency(state.meanLatency(), sketch.quantile(0.5), sketch.quantile(0.95),
                        sketch.quantile(0.99), sketch.quantile(1));
    }

    private static @Nullable Double present(double value) {
        return Double.isNaN(value) ? null : (Double) value;
    }
}
