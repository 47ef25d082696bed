package dev.promptlooper.projector.live;

/// A token bucket for frames from a client: a steady rate, and a burst of twice as many. Not thread-safe.
final class InboundRate {

    private final double perSecond;
    private final double most;
    private double tokens;
    private long at;

    InboundRate(int perSecond, long now) {
        this.perSecond = perSecond;
        this.most = 2.0 * perSecond;
        this.tokens = most;
        this.at = now;
    }

    boolean take(long now) {
        tokens = Math.min(most, tokens + (now - at) / 1e9 * perSecond);
        at = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
