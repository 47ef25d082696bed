package dev.promptlooper.scoring.board;

import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.Score;
import dev.promptlooper.contracts.sweep.Metrics;
import dev.promptlooper.contracts.sweep.Objective;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.contracts.sweep.SweepDefinition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which metrics a sweep's runs have, in which order: its scorers, `weighted-sum` when the objective speaks of it, and the
/// built-in ones. Immutable.
final class MetricLayout {

    private final Objective objective;
    private final List<String> names;
    private final Map<String, Integer> positions = new HashMap<>();
    private final double[] weights;

    MetricLayout(SweepDefinition definition) {
        this.objective = definition.objective();
        this.names = new ArrayList<>();
        List<ScorerDefinition> scorers = definition.scorers();
        this.weights = new double[scorers.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = scorers.get(i).weight();
            add(scorers.get(i).name());
        }
        if (objective.metric().equals(Objective.WEIGHTED_SUM)
                || objective.subjectTo().containsKey(Objective.WEIGHTED_SUM)) {
            add(Objective.WEIGHTED_SUM);
        }
        Metrics.BUILT_IN.forEach(this::add);
        // An objective that no scorer has is a metric without values: nothing is ranked, nothing fails.
        add(objective.metric());
    }

    private void add(String name) {
        if (positions.putIfAbsent(name, names.size()) == null) {
            names.add(name);
        }
    }

    Objective objective() {
        return objective;
    }

    /// Names in order.
    List<String> names() {
        return names;
    }

    int size() {
        return names.size();
    }

    /// Position of a metric, or -1.
    int position(String name) {
        return positions.getOrDefault(name, -1);
    }

    int objectivePosition() {
        return position(objective.metric());
    }

    /// Values of a run in order; NaN where it has none.
    double[] values(RunScored run) {
        double[] values = new double[names.size()];
        Arrays.fill(values, Double.NaN);
        if (run.status() == RunScored.Status.FAILED) {
            Double failuresAs = objective.failuresAs();
            if (failuresAs != null) {
                values[objectivePosition()] = failuresAs;
            }
            return values;
        }
        set(values, Metrics.COST_PER_RUN_USD, run.costUsd() == null ? Double.NaN : run.costUsd());
        set(values, Metrics.LATENCY_MS, run.latencyMs() == null ? Double.NaN : run.latencyMs().doubleValue());
        set(values, Metrics.TOKENS, (double) run.usage().totalTokens());
        double sum = 0;
        List<Score> scores = run.scores();
        for (int i = 0; i < scores.size(); i++) {
            Double value = scores.get(i).value();
            set(values, scores.get(i).metric(), value == null ? Double.NaN : value);
            sum += value == null ? Double.NaN : i < weights.length ? weights[i] * value : 0;
        }
        // Incomplete sums are no sums: one unscored scorer leaves the run without one.
        if (positions.containsKey(Objective.WEIGHTED_SUM) && Math.abs(sum) <= Double.MAX_VALUE) {
            set(values, Objective.WEIGHTED_SUM, sum);
        }
        return values;
    }

    private void set(double[] values, String name, double value) {
        Integer position = positions.get(name);
        if (position != null) {
            values[position] = value;
        }
    }
}
