package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.Usage;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/// How one attempt ended.
sealed interface CallOutcome {

    /// The endpoint answered with a completion.
    ///
    /// @param answer     what it said
    /// @param httpStatus 2xx
    /// @param quotaReset how long the endpoint's quota needs to come back, when it is used up
    record Succeeded(Completion answer, int httpStatus, Optional<Duration> quotaReset) implements CallOutcome {}

    /// The endpoint refuses for now (429).
    ///
    /// @param message    in our words
    /// @param retryAfter what it asks for
    record Throttled(String message, Optional<Duration> retryAfter) implements CallOutcome {}

    /// It failed.
    ///
    /// @param failure    class
    /// @param message    in our words, never with a secret
    /// @param httpStatus or null when none came
    /// @param retryable  true when the same request can succeed later
    /// @param retryAfter what the endpoint asks for
    record Failed(FailureClass failure, String message, @Nullable Integer httpStatus, boolean retryable,
            Optional<Duration> retryAfter) implements CallOutcome {

        static Failed of(FailureClass failure, String message, @Nullable Integer httpStatus) {
            return new Failed(failure, message, httpStatus, failure.isTransient(), Optional.empty());
        }
    }

    /// What a model said, as parsed.
    ///
    /// @param output        text, may be empty
    /// @param toolCalls     JSON array, or null
    /// @param finishReason  or null
    /// @param responseModel or null
    /// @param usage         reported or estimated
    record Completion(String output, @Nullable String toolCalls, @Nullable String finishReason,
            @Nullable String responseModel, Usage usage) {}
}
