package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.sweep.Objective;
import dev.promptlooper.contracts.sweep.Objective.Bound;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.strategy.ObjectiveValues;
import dev.promptlooper.producer.strategy.guided.model.CaseEffects;

import java.util.ArrayList;
import java.util.List;

/// Reads objective and constraints out of results. Inside the search larger is always better: minimised metrics are negated here
/// and nowhere else. Immutable and thread-safe.
final class Measure {

    private final ObjectiveValues values;
    private final List<Limit> limits = new ArrayList<>();
    private final double sign;
    private final double low;
    private final double high;
    private final boolean declared;

    Measure(SweepDefinition definition, GuidedSettings settings) {
        Objective objective = definition.objective();
        this.values = new ObjectiveValues(definition);
        this.sign = objective.isMaximize() ? 1 : -1;
        objective.subjectTo().forEach((metric, bound) -> limits.add(new Limit(metric, bound)));
        double weights = definition.scorers().stream().mapToDouble(ScorerDefinition::weight).sum();
        Double from = settings.low();
        Double to = settings.high();
        this.declared = from != null && to != null;
        this.low = from == null ? 0 : from;
        this.high = to == null ? objective.metric().equals(Objective.WEIGHTED_SUM) && weights > 0 ? weights : 1 : to;
    }

    /// 1 for maximised metrics, -1 for minimised ones.
    double sign() {
        return sign;
    }

    /// Width of the metric's range.
    double width() {
        return high - low;
    }

    /// The largest possible value of [#value].
    double most() {
        return sign > 0 ? high : -low;
    }

    /// Whether the range was given by the user, so that values outside of it are clipped rather than believed.
    boolean isDeclared() {
        return declared;
    }

    /// Whether a value of [#value] lies in the range.
    boolean isInside(float value) {
        double real = sign * value;
        double rounding = 1e-6 * Math.max(1, high - low);
        return real >= low - rounding && real <= high + rounding;
    }

    /// Whether a result is a score that lies outside of the range.
    boolean isOutside(float result) {
        return result > Float.NEGATIVE_INFINITY && !isInside(result);
    }

    /// A value of [#value], moved into the range.
    double clipped(float value) {
        return sign * Math.clamp(sign * value, low, high);
    }

    List<Limit> limits() {
        return limits;
    }

    /// The objective's value, larger is better; [CaseEffects#NONE] when the run has none.
    float value(RunScored run) {
        // Plus zero, for -0.0 does not come back from an entry.
        float stored = (float) values.objective(run) + 0.0f;
        return Float.isFinite(stored) ? stored : CaseEffects.NONE;
    }

    /// The value that a constraint speaks of; NaN when the run has none.
    double limited(int limit, RunScored run) {
        return values.constraint(limit, run);
    }

    /// A constraint on the mean of a metric.
    record Limit(String metric, Bound bound) {

        /// How far a mean is on the right side; negative when it violates the limit.
        double room(double mean) {
            Double min = bound.min();
            Double max = bound.max();
            double below = max == null ? Double.POSITIVE_INFINITY : max - mean;
            double above = min == null ? Double.POSITIVE_INFINITY : mean - min;
            return Math.min(below, above);
        }

        @Override
        public String toString() {
            Double min = bound.min();
            Double max = bound.max();
            return metric + (min == null ? "" : " at least " + min) + (min == null || max == null ? "" : " and")
                    + (max == null ? "" : " at most " + max);
        }
    }
}
