package dev.promptlooper.executor.router;

import java.time.Duration;

/// Knobs of the router.
///
/// @param commitInterval how often state and offsets are committed; at-least-once, so it costs no latency
/// @param lease          after which a call that brought nothing counts as lost, doubling with every emission; longer than any call
/// @param linger         how long a landed flight is kept; several commit intervals
public record RouterSettings(Duration commitInterval, Duration lease, Duration linger) {

    public static final RouterSettings DEFAULT = new RouterSettings(Duration.ofSeconds(1), Duration.ofMinutes(15),
            Duration.ofSeconds(5));

    public RouterSettings {
        if (!commitInterval.isPositive() || !lease.isPositive()) {
            throw new IllegalArgumentException(
                    "commit interval and lease must be above 0, were " + commitInterval + " and " + lease);
        }
        if (linger.compareTo(commitInterval.multipliedBy(3)) < 0) {
            throw new IllegalArgumentException("landed flights must be kept for 3 commit intervals (" + commitInterval
                    + " each) or longer, else a crash can lose runs; linger was " + linger);
        }
    }
}
