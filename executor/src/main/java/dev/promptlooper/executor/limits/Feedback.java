package dev.promptlooper.executor.limits;

/// What an attempt saw, told when its permit is given back.
public sealed interface Feedback {

    /// The endpoint answered.
    ///
    /// @param latencyNanos     of the attempt
    /// @param promptTokens     really used
    /// @param completionTokens really used
    record Succeeded(long latencyNanos, long promptTokens, long completionTokens) implements Feedback {}

    /// The endpoint is alive and says that this is too much (429).
    record Throttled() implements Feedback {}

    /// The endpoint is alive and refuses the request (4xx).
    record Refused() implements Feedback {}

    /// The endpoint did not answer in time.
    record TimedOut() implements Feedback {}

    /// The endpoint failed (5xx, connection, nonsense).
    record Failed() implements Feedback {}

    /// The attempt was never made or was interrupted by ourselves.
    record Abandoned() implements Feedback {}
}
