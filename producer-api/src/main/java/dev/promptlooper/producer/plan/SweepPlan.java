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
/// @param search          for a strategy that searches: its calls against the full grid's. `calls`, `tokens`, `costUsd` and
///                        `durationSeconds` are those of the search then, `runs` and `knownAnswers` those of the grid. Else null
public record SweepPlan(long candidates, long cases, int repeats, long runs, long knownAnswers,
        boolean knownAnswersExact, long calls,
        Range tokens, @Nullable Range costUsd, @Nullable Range durationSeconds, List<String> assumptions,
        List<Problem> problems,
        List<String> warnings, @Nullable Search search) {

    /// The plan of a sweep that makes all of its runs.
    public SweepPlan(long candidates, long cases, int repeats, long runs, long knownAnswers, boolean knownAnswersExact,
            long calls, Range tokens, @Nullable Range costUsd, @Nullable Range durationSeconds,
            List<String> assumptions, List<Problem> problems, List<String> warnings) {
        this(candidates, cases, repeats, runs, knownAnswers, knownAnswersExact, calls, tokens, costUsd, durationSeconds,
                assumptions, problems, warnings, null);
    }

    public SweepPlan {
        assumptions = List.copyOf(assumptions);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /// Low, expected and high estimate.
    public record Range(double low, double expected, double high) {}

    /// What a search is expected to spare.
    ///
    /// @param calls       calls of the search
    /// @param gridCalls   calls of the full grid
    /// @param gridCostUsd dollars of the full grid; null without prices
    /// @param limitedBy   the budget's limit that may end the search before it is sure (`usd`, `tokens`, `calls`), or null
    public record Search(Range calls, long gridCalls, @Nullable Range gridCostUsd, @Nullable String limitedBy) {}

    /// @param field   JSON path into the request, for example `params.temperature`
    /// @param value   the offending value, or null
    /// @param message what is wrong and what to do
    public record Problem(String field, @Nullable Object value, String message) {}
}
