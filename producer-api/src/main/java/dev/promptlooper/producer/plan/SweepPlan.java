package dev.promptlooper.producer.plan;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What a sweep would do.
///
/// @param candidates      candidates that would be tried
/// @param cases           cases per candidate
/// @param repeats         repeats per case
/// @param runs            candidates × cases × repeats
/// @param knownAnswers    runs that the cache would answer
/// @param knownAnswersExact false when that is projected from a sample
/// @param calls           runs that would be paid
/// @param tokens          prompt and completion tokens to pay
/// @param costUsd         dollars to pay; null when no price is configured for some model
/// @param durationSeconds wall time; null when nothing is known about the endpoints' latency
/// @param assumptions     what the figures stand on, in sentences
/// @param problems        what prevents the launch; empty = it would run
/// @param warnings        what would not prevent it but should be known
public record SweepPlan(long candidates, long cases, int repeats, long runs, long knownAnswers,
        boolean knownAnswersExact, long calls,
        Range tokens, @Nullable Range costUsd, @Nullable Range durationSeconds, List<String> assumptions,
        List<Problem> problems,
        List<String> warnings) {

    public SweepPlan {
        assumptions = List.copyOf(assumptions);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /// Low, expected and high estimate.
    public record Range(double low, double expected, double high) {}

    /// @param field   JSON path into the request, for example `params.temperature`
    /// @param value   the offending value, or null
    /// @param message what is wrong and what to do
    public record Problem(String field, @Nullable Object value, String message) {}
}
