package dev.promptlooper.producer.strategy;

import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.Score;
import dev.promptlooper.contracts.sweep.Metrics;
import dev.promptlooper.contracts.sweep.Objective;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// What runs are worth under a sweep's objective, and its constraints. Means what the leaderboard means: failed runs count as
/// `failures-as` or not at all, a run with one unscored scorer has no weighted sum. Immutable and thread-safe.
public final class ObjectiveValues {

    private final Objective objective;
    private final List<Map.Entry<String, Objective.Bound>> constraints;
    private final List<Double> weights;

    public ObjectiveValues(SweepDefinition definition) {
        this.objective = definition.objective();
        this.constraints = List.copyOf(objective.subjectTo().entrySet());
        this.weights = definition.scorers().stream().map(ScorerDefinition::weight).toList();
    }

    /// The objective's value, turned so that larger is better; NaN when the run has none.
    public double objective(RunScored run) {
        if (run.status() == RunScored.Status.FAILED) {
            Double failuresAs = objective.failuresAs();
            return failuresAs == null ? Double.NaN : turned(failuresAs);
        }
        return turned(metric(objective.metric(), run));
    }

    /// Number of constraints.
    public int constraints() {
        return constraints.size();
    }

    /// The value that a constraint speaks of; NaN when the run has none.
    public double constraint(int position, RunScored run) {
        return run.status() == RunScored.Status.FAILED
                ? Double.NaN
                : metric(constraints.get(position).getKey(), run);
    }

    /// Whether a mean meets a constraint; a mean that is NaN does, since nothing speaks against it.
    public boolean admits(int position, double mean) {
        Objective.Bound bound = constraints.get(position).getValue();
        Double min = bound.min();
        Double max = bound.max();
        return !(min != null && mean < min) && !(max != null && mean > max);
    }

    /// Turns a value of the objective so that larger is better, and such a value back: the sign changes when it is minimized.
    public double turned(double value) {
        return objective.isMaximize() ? value : 0.0 - value; // no negative zero
    }

    private double metric(String name, RunScored run) {
        return switch (name) {
            case Metrics.COST_PER_RUN_USD -> number(run.costUsd());
            case Metrics.LATENCY_MS -> run.latencyMs() == null ? Double.NaN : run.latencyMs().doubleValue();
            case Metrics.TOKENS -> run.usage().totalTokens();
            case Objective.WEIGHTED_SUM -> weightedSum(run.scores());
            default -> run.scores()
                    .stream()
                    .filter(score -> score.metric().equals(name))
                    .mapToDouble(score -> number(score.value()))
                    .findFirst()
                    .orElse(Double.NaN);
        };
    }

    private double weightedSum(List<Score> scores) {
        double sum = 0;
        for (int i = 0; i < scores.size(); i++) {
            sum += i < weights.size() ? weights.get(i) * number(scores.get(i).value()) : 0;
        }
        return Double.isFinite(sum) ? sum : Double.NaN;
    }

    private static double number(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }
}
