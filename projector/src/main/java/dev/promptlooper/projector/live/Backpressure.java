package dev.promptlooper.projector.live;

import dev.promptlooper.projector.live.Subscription.Pace;

import java.time.Duration;
import java.util.ArrayDeque;

/// How a connection's client keeps up: what was sent and not acked decides about its pace, and whether it may stay. Guarded by its
/// connection.
final class Backpressure {

    // One stall resets every channel of a connection, and is still one.
    private static final long STALL = Duration.ofSeconds(1).toNanos();
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final LiveSettings settings;
    private final ArrayDeque<Long> stalls = new ArrayDeque<>();
    private Pace pace = Pace.FULL;
    private long unacked;

    Backpressure(LiveSettings settings) {
        this.settings = settings;
    }

    Pace pace() {
        return pace;
    }

    /// The client's own limit.
    void limit(double maxHz) {
        pace = new Pace(maxHz, pace.slowdown());
    }

    /// @return whether the client may stay
    boolean sent(int bytes) {
        unacked += bytes;
        if (unacked > settings.slowBytes()) {
            pace = pace.slower();
        }
        return unacked <= settings.closeBytes();
    }

    /// Acked, or no longer waited for.
    void settled(long bytes) {
        unacked -= bytes;
    }

    /// An ack came.
    ///
    /// @return whether the pace changed
    boolean heard() {
        Pace before = pace;
        if (unacked < settings.slowBytes() / 4) {
            pace = pace.faster();
        }
        return !pace.equals(before);
    }

    /// A subscription was reset because the client is slow.
    ///
    /// @return whether the client may stay
    boolean stalled(long now) {
        if (stalls.isEmpty() || now - stalls.getLast() > STALL) {
            stalls.add(now);
        }
        while (now - stalls.getFirst() > MINUTE) {
            stalls.removeFirst();
        }
        return stalls.size() < LiveSettings.SLOW_RESETS;
    }
}
