package dev.promptlooper.projector.live;

import dev.promptlooper.projector.live.FrameWriter.Reason;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.List;

/// One channel of one connection: a position in a view, and what was sent and not acked. Guarded by its connection.
final class Subscription {

    private record Sent(long seq, int bytes) {}

    // How long to wait for a replica that is behind the one the client comes from.
    private static final long AHEAD_NANOS = 200_000_000;

    /// How fast a connection may go.
    ///
    /// @param limitHz  most deltas per second of a channel
    /// @param slowdown by how much slower, from 1
    record Pace(double limitHz, double slowdown) {

        static final Pace FULL = new Pace(LiveSettings.MAX_HZ, 1);

        /// Half as fast.
        Pace slower() {
            return new Pace(limitHz, Math.min(slowdown * 2, LiveSettings.MAX_HZ / LiveSettings.SLOWEST_HZ));
        }

        /// Twice as fast, up to full speed.
        Pace faster() {
            return new Pace(limitHz, Math.max(1, slowdown / 2));
        }

        long periodNanos(double maxHz) {
            double wanted = Math.min(maxHz, limitHz);
            return (long) (1e9 / Math.min(wanted, Math.max(LiveSettings.SLOWEST_HZ, wanted / slowdown)));
        }
    }

    private final long id;
    private final View view;
    private final @Nullable Position since;
    private final double maxHz;
    private final long checksBefore;
    private final Runnable follower;
    private volatile boolean deaf;
    private @Nullable String epoch; // null until the view was read
    private long sent;
    private List<Frame> parts = List.of();
    private int nextPart;
    private boolean flushed;
    private long flushedAt;
    private final ArrayDeque<Sent> unacked = new ArrayDeque<>();
    private long unackedBytes;
    private long waitingSince;

    /// @param wake called when the view changed and nobody would look otherwise; returns at once
    Subscription(long id, View view, @Nullable Position since, double maxHz, Runnable wake) {
        this.id = id;
        this.view = view;
        this.since = since;
        this.maxHz = maxHz;
        this.checksBefore = view.checks();
        this.follower = () -> {
            if (!deaf) {
                deaf = true;
                wake.run();
            }
        };
    }

    View view() {
        return view;
    }

    /// To be run when the view changed, by any thread.
    Runnable follower() {
        return follower;
    }

    /// Has the next change wake the connection; before looking at the view.
    void listen() {
        deaf = false;
    }

    /// Stays deaf for changes where the time to look again is known anyway: with steady changes that is one wake-up per frame.
    void rest(long now, Pace pace) {
        deaf = waitNanos(now, pace) < Long.MAX_VALUE;
    }

    long unackedBytes() {
        return unackedBytes;
    }

    /// Bytes that are ready for this subscription alone; the frames themselves are shared.
    long readyBytes() {
        return parts.subList(nextPart, parts.size()).stream().mapToLong(Frame::bytes).sum();
    }

    /// Begins as soon as the view was read.
    ///
    /// @return what to answer, or null when it cannot begin yet or has begun long ago
    @Nullable
    Frame begin() {
        if (epoch != null) {
            return null;
        }
        synchronized (view) {
            Position at = view.position();
            if (at == null) {
                return null;
            }
            epoch = at.epoch();
            boolean recovered = since != null && view.reaches(since);
            if (recovered && since != null) {
                sent = since.seq();
            } else {
                parts = view.snapshot();
                sent = at.seq();
            }
            return FrameWriter.subscribed(id, view.channel(), at, recovered);
        }
    }

    /// Why it cannot go on; null while it can.
    @Nullable
    Reason problem(long now, LiveSettings settings) {
        Position at = view.position();
        if (epoch == null || at == null) {
            return null;
        }
        if (!at.epoch().equals(epoch)) {
            return Reason.EPOCH;
        }
        if (sent > at.seq() && view.checks() > checksBefore + 1) {
            // The client came with a number that the source does not have.
            return Reason.GAP;
        }
        if (unackedBytes > settings.resetBytes()) {
            return Reason.SLOW;
        }
        boolean pending = nextPart < parts.size() || sent < at.seq();
        if (pending && !unacked.isEmpty() && now - waitingSince > settings.ackPatience().toNanos()) {
            return Reason.SLOW;
        }
        return null;
    }

    /// How long until [#next] is to be asked, which may be in vain; [Long#MAX_VALUE] when only a change of the view, or an ack, can
    /// bring something.
    ///
    /// @return nanoseconds, 0 for at once
    long waitNanos(long now, Pace pace) {
        Position at = view.position();
        if (at == null) {
            return Long.MAX_VALUE;
        }
        if (epoch != null && at.epoch().equals(epoch) && nextPart >= parts.size() && sent == at.seq()) {
            long due = untilDue(now, pace);
            return due > 0 ? due : Long.MAX_VALUE;
        }
        if (epoch == null || nextPart < parts.size() || !at.epoch().equals(epoch)) {
            return 0;
        }
        return sent > at.seq() ? AHEAD_NANOS : untilDue(now, pace);
    }

    private long untilDue(long now, Pace pace) {
        return flushed ? Math.max(0, flushedAt + pace.periodNanos(maxHz) - now) : 0;
    }

    /// The next frame, if one is due.
    ///
    /// @return null when nothing is
    @Nullable
    Frame next(long now, Pace pace) {
        if (epoch == null) {
            return null;
        }
        if (nextPart >= parts.size()) {
            parts = List.of();
            nextPart = 0;
            Position at = view.position();
            if (at == null || sent >= at.seq() || untilDue(now, pace) > 0) {
                return null;
            }
            List<Frame> after = view.after(sent);
            if (after == null || after.isEmpty()) {
                return null; // overrun() tells
            }
            parts = after;
            sent = after.getLast().seq();
            flushed = true;
            flushedAt = now;
        }
        Frame frame = parts.get(nextPart++);
        if (unacked.isEmpty()) {
            waitingSince = now;
        }
        unacked.add(new Sent(frame.seq(), frame.bytes()));
        unackedBytes += frame.bytes();
        return frame;
    }

    /// Whether the view has forgotten what comes next.
    boolean overrun() {
        Position at = view.position();
        return epoch != null && at != null && nextPart >= parts.size() && sent < at.seq() && at.epoch().equals(epoch)
                && !view.reaches(new Position(epoch, sent));
    }

    /// @return bytes that are no longer waited for
    long ack(long seq, long now) {
        long freed = 0;
        while (!unacked.isEmpty() && unacked.getFirst().seq() <= seq) {
            freed += unacked.removeFirst().bytes();
        }
        unackedBytes -= freed;
        if (freed > 0) {
            waitingSince = now;
        }
        return freed;
    }
}
