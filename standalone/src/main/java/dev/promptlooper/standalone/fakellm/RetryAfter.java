package dev.promptlooper.standalone.fakellm;

/// How a 429 says when to come back.
public enum RetryAfter {
    /// `Retry-After: 2`
    SECONDS,
    /// `Retry-After: Sun, 22 Nov 2026 12:00:00 GMT`
    DATE,
    /// Not at all.
    ABSENT
}
