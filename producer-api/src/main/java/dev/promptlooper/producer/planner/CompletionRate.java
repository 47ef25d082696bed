package dev.promptlooper.producer.planner;

/// Exponentially weighted completions per second. Not thread-safe.
final class CompletionRate {

    private static final double TIME_CONSTANT_MS = 400;

    private long count;
    private double perSecond;

    void completed() {
        count++;
    }

    /// Closes a measuring period.
    ///
    /// @param elapsedMs length of the period, 1 or more
    double measure(long elapsedMs) {
        double now = count * 1000.0 / elapsedMs;
        count = 0;
        perSecond += (now - perSecond) * (1 - Math.exp(-elapsedMs / TIME_CONSTANT_MS));
        return perSecond;
    }

    double perSecond() {
        return perSecond;
    }
}
