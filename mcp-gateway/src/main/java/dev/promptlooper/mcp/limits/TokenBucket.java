package dev.promptlooper.mcp.limits;

import java.util.concurrent.TimeUnit;

/// So many now, so many more per minute. Thread-safe.
final class TokenBucket {

    private static final double NANOS_PER_MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final Rate rate;
    private double tokens;
    private long at;

    TokenBucket(Rate rate, long now) {
        this.rate = rate;
        this.tokens = rate.burst();
        this.at = now;
    }

    /// @param now nanoseconds of a clock that only grows
    /// @return 0 when there was one, else the milliseconds until there is one
    synchronized long take(long now) {
        refill(now);
        if (tokens >= 1) {
            tokens -= 1;
            return 0;
        }
        return Math.max(1, Math.round(Math.ceil((1 - tokens) / rate.perMinute() * 60_000)));
    }

    /// Whether nothing was taken for so long that a new bucket would be no different.
    synchronized boolean isFull(long now) {
        refill(now);
        return tokens >= rate.burst();
    }

    private void refill(long now) {
        tokens = Math.min(rate.burst(), tokens + (now - at) / NANOS_PER_MINUTE * rate.perMinute());
        at = now;
    }
}
