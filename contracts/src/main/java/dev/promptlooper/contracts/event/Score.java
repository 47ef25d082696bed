package dev.promptlooper.contracts.event;

import org.jspecify.annotations.Nullable;

/// The verdict of one scorer on one run.
///
/// @param metric the scorer's name in the sweep
/// @param value  the number, finite; null when the run is *unscored* (the scorer failed, or could not judge)
/// @param pass   whether the value reaches the scorer's threshold (after negation); null when there is none
/// @param reason why, for people; model text in it is quoted and capped
/// @param error  why it is unscored; null when it is scored
public record Score(String metric, @Nullable Double value, @Nullable Boolean pass, @Nullable String reason,
        @Nullable String error) {

    public Score {
        if (value != null && !Double.isFinite(value)) {
            throw new IllegalArgumentException("score of '" + metric + "' must be finite, was " + value);
        }
    }
}
