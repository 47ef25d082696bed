package dev.promptlooper.producer.space;

import dev.promptlooper.contracts.event.FailureClass;

/// The request of one run, or why there is none.
public sealed interface Request {

    /// @param body         request body in canonical form, the very bytes to send
    /// @param configHash   its cache key
    /// @param promptTokens estimated prompt tokens
    record Ready(String body, String configHash, long promptTokens) implements Request {}

    /// @param failure class
    /// @param message what is wrong and what to do
    record Invalid(FailureClass failure, String message) implements Request {}
}
