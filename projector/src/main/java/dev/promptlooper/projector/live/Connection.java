package dev.promptlooper.projector.live;

import dev.promptlooper.projector.live.ClientFrame.BadFrame;
import dev.promptlooper.projector.live.FrameWriter.Reason;
import dev.promptlooper.projector.live.FrameWriter.Refusal;
import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;

/// One client's side of the protocol, without any socket or thread: what arrives goes into [#receive(String)], what is to be
/// written comes out of [#next()], and [#wakeAt()] tells when to ask again if nobody calls `wake` before. Thread-safe; never
/// blocks.
public final class Connection {

    private static final long RETRY_MS = 1_500;
    private static final int MOST_CONTROL = 512;

    private final Hub hub;
    private final LiveSettings settings;
    private final InstantSource clock;
    private final Runnable wake;
    private final ArrayDeque<Frame> control = new ArrayDeque<>();
    private final Backpressure pressure;
    private final Subscriptions subscriptions;
    private final InboundRate inbound;
    private @Nullable CloseCode closing;
    private boolean disposed;
    private long writingBytes;
    private long writingSince;
    private volatile long heardAt;
    private long beatAt;
    private boolean inTurn;
    private long turnAt;

    /// @param wake  called when [#next()] may have something; returns at once
    /// @param clock for the time in heartbeats
    public Connection(Hub hub, Admission admission, String sid, InstantSource clock, Runnable wake) {
        this.hub = hub;
        this.settings = hub.settings();
        this.pressure = new Backpressure(settings);
        this.subscriptions = new Subscriptions(hub, admission, pressure, wake);
        this.clock = clock;
        this.wake = wake;
        long now = hub.now();
        this.heardAt = now;
        this.beatAt = now + settings.heartbeat().toNanos();
        this.inbound = new InboundRate(settings.framesPerSecond(), now);
        control.add(FrameWriter.welcome(sid, settings));
    }

    /// A text frame came.
    public void receive(String text) {
        boolean news = true;
        synchronized (this) {
            long now = hub.now();
            heardAt = now;
            if (disposed || closing != null) {
                return;
            }
            if (!inbound.take(now)) {
                close(CloseCode.TOO_FAST);
            } else {
                try {
                    news = apply(ClientFrame.parse(text, settings), now);
                } catch (BadFrame e) {
                    close(CloseCode.BAD_FRAME);
                }
            }
        }
        if (news) {
            wake.run();
        }
    }

    /// A pong, or a part of a message, came.
    public void alive() {
        heardAt = hub.now();
    }

    /// @return whether it may have brought something to write, or a time to write; most acks do not, and they are most of what comes
    private boolean apply(ClientFrame frame, long now) throws BadFrame {
        boolean news = true;
        switch (frame) {
            case ClientFrame.Hello() -> news = false;
            case ClientFrame.Subscribe(long id, ClientFrame.Wish wish) -> {
                Refusal refusal = subscriptions.begin(id, wish);
                if (refusal != null) {
                    control.add(FrameWriter.error(id, wish.channel(), refusal));
                }
            }
            case ClientFrame.Unsubscribe(String channel) -> subscriptions.end(channel);
            case ClientFrame.Rate(double maxHz) -> pressure.limit(maxHz);
            case ClientFrame.Ack(List<ClientFrame.Applied> applied) -> news = subscriptions.acked(applied, now);
        }
        if (control.size() > MOST_CONTROL) {
            throw new BadFrame("more answers wait than a reading client would leave");
        }
        return news;
    }

    /// What to do next; null when there is nothing for now. The owner calls [#written()] after each.
    public synchronized @Nullable Output next() {
        long now = hub.now();
        if (disposed) {
            return null;
        }
        if (closing == null) {
            check(now);
        }
        Frame first = control.poll();
        if (first != null) {
            return send(first, now);
        }
        if (closing != null) {
            return new Output.Close(closing);
        }
        if (now - beatAt >= 0) {
            beatAt = now + settings.heartbeat().toNanos();
            control.add(FrameWriter.heartbeat(clock.millis(), hub.lagMillis()));
            writingSince = now;
            writingBytes = 1;
            return new Output.Ping();
        }
        if (subscriptions.waitNanos(now) > 0) {
            inTurn = false;
        } else if (!isTurn(now)) {
            subscriptions.rest(now);
            return null;
        }
        Frame frame = subscriptions.next(now, this::slow);
        return frame == null ? null : send(frame, now);
    }

    /// Whether what is due may go; a turn is for all that is due then.
    private boolean isTurn(long now) {
        if (!inTurn) {
            inTurn = true;
            turnAt = hub.turnstile().take(now);
        }
        return now - turnAt >= 0;
    }

    private void check(long now) {
        if (now - heardAt > settings.silence().toNanos()) {
            close(CloseCode.SILENT);
        }
    }

    private void slow() {
        control.add(FrameWriter.bye(Reason.SLOW, RETRY_MS));
        close(CloseCode.SLOW);
    }

    private Output send(Frame frame, long now) {
        writingBytes = frame.bytes();
        writingSince = now;
        return new Output.Send(frame.text());
    }

    /// What [#next()] gave is written.
    public synchronized void written() {
        writingBytes = 0;
    }

    /// When [#next()] is to be called at the latest, on the hub's clock.
    public synchronized long wakeAt() {
        long now = hub.now();
        long at = Math.min(beatAt - now, heardAt + settings.silence().toNanos() + 1 - now);
        long due = subscriptions.waitNanos(now);
        return now + Math.max(1, Math.min(at, due == 0 && inTurn ? turnAt - now : due));
    }

    /// Has the connection closed: what is queued as control frames goes first.
    public void close(CloseCode code) {
        synchronized (this) {
            if (closing == null) {
                closing = code;
            }
        }
        wake.run();
    }

    /// Says good-bye and closes, because whoever opened it may not be here any more.
    public void endSession() {
        synchronized (this) {
            if (closing != null) {
                return;
            }
            control.add(FrameWriter.bye(Reason.AUTH, 0));
        }
        close(CloseCode.SESSION_ENDED);
    }

    /// Says good-bye and closes, as the service stops.
    ///
    /// @param retryMs when the client may come back
    public void shutDown(long retryMs) {
        synchronized (this) {
            control.add(FrameWriter.bye(Reason.SHUTDOWN, retryMs));
        }
        close(CloseCode.SHUTDOWN);
    }

    /// Whether one write has taken longer than the owner may be patient.
    public synchronized boolean isStuck() {
        return !disposed && writingBytes > 0 && hub.now() - writingSince > settings.writePatience().toNanos();
    }

    /// Gives everything back. Idempotent.
    public synchronized void dispose() {
        disposed = true;
        subscriptions.endAll();
        control.clear();
        writingBytes = 0;
    }

    /// Whether it was disposed of.
    public synchronized boolean isDisposed() {
        return disposed;
    }

    /// Number of channels it follows.
    public synchronized int subscriptions() {
        return subscriptions.size();
    }

    /// Bytes that are being written or ready to be. Map values that are not yet due take none.
    public synchronized long outboxBytes() {
        long bytes = writingBytes + subscriptions.readyBytes();
        for (Frame frame : control) {
            bytes += frame.bytes();
        }
        return bytes;
    }
}
