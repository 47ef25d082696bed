package dev.promptlooper.mcp.limits;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// One [Rate] for each of many names. Forgets names that have not been used for a while, so that it stays small. Thread-safe.
public final class RateLimiter {

    private static final int TIDY_ABOVE = 10_000;

    private final Rate rate;
    private final LongSupplier nanos;
    private final ConcurrentHashMap<String, TokenBucket> buckets = new ConcurrentHashMap<>();

    /// @param nanos a clock that only grows, in nanoseconds
    public RateLimiter(Rate rate, LongSupplier nanos) {
        this.rate = rate;
        this.nanos = nanos;
    }

    /// @return 0 when it may happen now, else after how many milliseconds
    public long take(String name) {
        long now = nanos.getAsLong();
        if (buckets.size() > TIDY_ABOVE) {
            buckets.values().removeIf(bucket -> bucket.isFull(now));
        }
        return buckets.computeIfAbsent(name, ignored -> new TokenBucket(rate, now)).take(now);
    }
}
