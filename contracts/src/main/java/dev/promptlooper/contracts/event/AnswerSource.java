package dev.promptlooper.contracts.event;

/// Where a run's answer came from.
public enum AnswerSource {
    /// A call was made for this run; its price is charged to this run's sweep.
    CALL,
    /// Another run's call was already under way; this one waited for it and pays nothing.
    JOINED,
    /// The answer was known; nothing was called.
    HIT
}
