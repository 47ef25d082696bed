package dev.promptlooper.projector.live;

import java.util.concurrent.atomic.AtomicLong;

/// Spreads the writing of many connections over time. One change concerns all who follow a channel; if they all wrote at once, they
/// would do so again at every period, and whatever else runs on the virtual machine's few carrier threads (the calls of a sweep,
/// too) would stand still each time. Thread-safe, never blocks.
final class Turnstile {

    private final long spacingNanos;
    private final long burstNanos;
    private final AtomicLong next;

    /// @param perSecond most turns per second in the long run
    /// @param burst     turns that may come at once after a quiet time
    /// @param now       the time, nanoseconds
    Turnstile(int perSecond, int burst, long now) {
        this.spacingNanos = 1_000_000_000L / perSecond;
        this.burstNanos = spacingNanos * burst;
        this.next = new AtomicLong(now - burstNanos);
    }

    /// Takes a turn.
    ///
    /// @return when it is, on the caller's clock: `now` or later
    long take(long now) {
        while (true) {
            long free = next.get();
            long turn = free - (now - burstNanos) > 0 ? free : now - burstNanos;
            if (next.compareAndSet(free, turn + spacingNanos)) {
                return turn - now > 0 ? turn : now;
            }
        }
    }
}
