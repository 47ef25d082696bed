package dev.promptlooper.executor.limits;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Exponential back-off with full jitter: before attempt n + 1 a random time up to `base · 2^(n-1)`, at most `cap`. Thread-safe
/// if the random generator is.
///
/// @param base above 0
/// @param cap  base or more
public record Backoff(Duration base, Duration cap) {

    public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    public Backoff {
        if (!base.isPositive() || cap.compareTo(base) < 0) {
            throw new IllegalArgumentException("back-off needs 0 < base <= cap, was " + base + " and " + cap);
        }
    }

    /// @param failedAttempts attempts so far, 1 or more
    public Duration delay(int failedAttempts, RandomGenerator random) {
        long ceiling = Math.min(cap.toNanos(), base.toNanos() << Math.min(failedAttempts - 1, 20));
        return Duration.ofNanos(random.nextLong(ceiling + 1));
    }
}
