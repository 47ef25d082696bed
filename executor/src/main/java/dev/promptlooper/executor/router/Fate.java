package dev.promptlooper.executor.router;

import dev.promptlooper.contracts.event.AnswerSource;

/// What has become of one waiter of a flight.
sealed interface Fate {

    Fate OPEN = new Open();

    /// Still waiting.
    record Open() implements Fate {}

    /// Completed with an answer.
    ///
    /// @param source     `CALL` for the one waiter that pays, `JOINED` for the others; the same again whenever the answer is redelivered
    /// @param answeredAt identifies the answer
    record Answered(AnswerSource source, long answeredAt) implements Fate {}

    /// Completed as failed.
    ///
    /// @param failedAt identifies the failure
    record Failed(long failedAt) implements Fate {}
}
