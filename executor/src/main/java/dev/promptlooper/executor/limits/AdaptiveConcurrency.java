package dev.promptlooper.executor.limits;

/// How many calls an endpoint gets at once: the configured number until it shows that this is too much, then fewer
/// (multiplicative decrease), and carefully more again (about one per round of calls), never above the configured number.
///
/// Too much is a refusal (429), a time-out, or a collapse of the pace: the time per token of the last calls has become several
/// times that of many calls before. Time *per token*, because a change from short to long answers is no sign of distress.
/// One round of calls decreases once: what started before the last decrease says nothing about the new limit. Not thread-safe.
final class AdaptiveConcurrency {

    private static final double DECREASE = 0.7;
    private static final double COLLAPSE = 5;
    private static final int SAMPLES_NEEDED = 50;
    private static final int TOKENS_OF_OVERHEAD = 20;
    private static final double FAST = 0.1;
    private static final double SLOW = 0.005;

    private int max;
    private double limit;
    private int inUse;
    private long sequence;
    private long decreasedAt = -1;
    private double fastPace;
    private double slowPace;
    private int samples;

    /// @param max configured concurrency, 1 or more
    AdaptiveConcurrency(int max) {
        this.max = max;
        this.limit = max;
    }

    boolean hasRoom() {
        return inUse < limit();
    }

    /// @return number of this acquisition, to be given to [#release]
    long acquire() {
        inUse++;
        return sequence++;
    }

    /// A call ended without telling anything.
    void release() {
        inUse--;
    }

    /// A call succeeded.
    void succeeded(long acquisition, long latencyNanos, long completionTokens) {
        inUse--;
        double pace = latencyNanos / (double) (TOKENS_OF_OVERHEAD + completionTokens);
        samples++;
        double slow = samples < SAMPLES_NEEDED ? 1.0 / samples : SLOW;
        slowPace += slow * (pace - slowPace);
        fastPace += Math.max(FAST, 1.0 / samples) * (pace - fastPace);
        if (samples >= SAMPLES_NEEDED && fastPace > COLLAPSE * slowPace) {
            decrease(acquisition);
        } else {
            limit = Math.min(max, limit + 1 / limit);
        }
    }

    /// A call was refused or timed out.
    void overloaded(long acquisition) {
        inUse--;
        decrease(acquisition);
    }

    /// The operator changed the configuration.
    void configure(int newMax) {
        limit = limit >= max ? newMax : Math.min(limit, newMax);
        max = newMax;
    }

    int limit() {
        return (int) limit;
    }

    int inUse() {
        return inUse;
    }

    private void decrease(long acquisition) {
        if (acquisition > decreasedAt) {
            limit = Math.max(Math.max(1, max / 8), limit * DECREASE);
            decreasedAt = sequence - 1;
        }
    }
}
