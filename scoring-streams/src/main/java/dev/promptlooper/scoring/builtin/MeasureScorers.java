package dev.promptlooper.scoring.builtin;

import dev.promptlooper.scoring.scorer.Parameters;
import dev.promptlooper.scoring.scorer.ScoreResult;
import dev.promptlooper.scoring.scorer.Scorer;

/// Scorers of what was measured rather than said.
final class MeasureScorers {

    private MeasureScorers() {}

    static Scorer latency(Parameters parameters) {
        double max = limit(parameters, "milliseconds");
        return (input, output, context) -> ScoreResult.verdict(output.latencyMs() <= max, output.latencyMs() + " ms");
    }

    static Scorer cost(Parameters parameters) {
        double max = limit(parameters, "dollars");
        return (input, output, context) -> {
            Double cost = output.costUsd();
            return cost == null
                    ? ScoreResult.unscored(
                            "the endpoint has no price for this model; add one to its configuration")
                    : ScoreResult.verdict(cost <= max, cost + " USD");
        };
    }

    private static double limit(Parameters parameters, String unit) {
        double max = parameters.requiredNumber("max");
        if (max < 0) {
            throw new IllegalArgumentException("parameter 'max' must be 0 or more " + unit + ", was " + max);
        }
        return max;
    }
}
