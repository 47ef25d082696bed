package dev.promptlooper.contracts.event;

import org.jspecify.annotations.Nullable;

/// One HTTP attempt of a call.
///
/// @param number       1-based
/// @param startedAt    epoch milliseconds
/// @param latencyMs    milliseconds from sending to the last byte (or to the failure)
/// @param httpStatus   status code, or null when no response came
/// @param failure      null for the attempt that succeeded
/// @param message      what went wrong, in our own words, never with a secret; null on success
/// @param retryAfterMs what the endpoint asked us to wait, or null
public record Attempt(int number, long startedAt, long latencyMs, @Nullable Integer httpStatus,
        @Nullable FailureClass failure, @Nullable String message, @Nullable Long retryAfterMs) {}
