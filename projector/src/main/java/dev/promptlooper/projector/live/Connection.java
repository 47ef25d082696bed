package dev.promptlooper.projector.live;

import dev.promptlooper.projector.live.ClientFrame.BadFrame;
import dev.promptlooper.projector.live.FrameWriter.Reason;
import dev.promptlooper.projector.live.FrameWriter.Refusal;
import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One client's side of the protocol, without any socket or thread: what arrives goes into [#receive(String)], what is to be
/// written comes out of [#next()], and [#wakeAt()] tells when to ask again if nobody calls `wake` before. Thread-safe; never
/// blocks.
public final class Connection {

    private static final long RETRY_MS = 1_500;
    private static final int MOST_CONTROL = 512;

    private final Hub hub;
    private final LiveSettings settings;
    private final Admission admission;
    private final InstantSource clock;
    private final Runnable wake;
    private final Runnable changed = this::changed;
    private final ArrayDeque<Frame> control = new ArrayDeque<>();
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    private final Backpressure pressure;
    private final InboundRate inbound;
    private volatile boolean dirty;
    private @Nullable CloseCode closing;
    private boolean disposed;
    private long writingBytes;
    private long writingSince;
    private volatile long heardAt;
    private long beatAt;

    /// @param wake  called when [#next()] may have something; returns at once
    /// @param clock for the time in heartbeats
    public Connection(Hub hub, Admission admission, String sid, InstantSource clock, Runnable wake) {
        this.hub = hub;
        this.settings = hub.settings();
        this.pressure = new Backpressure(settings);
        this.admission = admission;
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
                    apply(ClientFrame.parse(text, settings), now);
                } catch (BadFrame e) {
                    close(CloseCode.BAD_FRAME);
                }
            }
        }
        wake.run();
    }

    /// A pong, or a part of a message, came.
    public void alive() {
        heardAt = hub.now();
    }

    private void apply(ClientFrame frame, long now) throws BadFrame {
        switch (frame) {
            case ClientFrame.Hello() -> {
            }
            case ClientFrame.Subscribe(long id, ClientFrame.Wish wish) -> subscribe(id, wish);
            case ClientFrame.Unsubscribe(String channel) -> end(channel);
            case ClientFrame.Rate(double maxHz) -> pressure.limit(maxHz);
            case ClientFrame.Ack(List<ClientFrame.Applied> applied) -> {
                for (ClientFrame.Applied one : applied) {
                    Subscription subscription = subscriptions.get(one.channel());
                    if (subscription != null) {
                        pressure.settled(subscription.ack(one.seq(), now));
                    }
                }
                pressure.heard();
            }
        }
        if (control.size() > MOST_CONTROL) {
            throw new BadFrame("more answers wait than a reading client would leave");
        }
    }

    private void subscribe(long id, ClientFrame.Wish wish) {
        ChannelName name = ChannelName.parse(wish.channel());
        end(wish.channel());
        if (name == null) {
            refuse(id, wish, Refusal.UNKNOWN_CHANNEL);
            return;
        }
        if (!admission.maySee(name)) {
            refuse(id, wish, Refusal.FORBIDDEN);
            return;
        }
        if (subscriptions.size() >= settings.maxSubscriptions()) {
            refuse(id, wish, Refusal.TOO_MANY_SUBSCRIPTIONS);
            return;
        }
        View view = hub.acquire(wish.key(name, settings));
        if (view == null) {
            refuse(id, wish, Refusal.TOO_MANY_CHANNELS);
            return;
        }
        subscriptions.put(wish.channel(), new Subscription(id, view, wish.since(), wish.maxHz()));
        view.follow(changed);
    }

    private void refuse(long id, ClientFrame.Wish wish, Refusal refusal) {
        control.add(FrameWriter.error(id, wish.channel(), refusal));
    }

    private void end(String channel) {
        Subscription subscription = subscriptions.remove(channel);
        if (subscription != null) {
            pressure.settled(subscription.unackedBytes());
            subscription.view().leave(changed);
            hub.release(subscription.view());
        }
    }

    private void changed() {
        if (!dirty) {
            dirty = true;
            wake.run();
        }
    }

    /// What to do next; null when there is nothing for now. The owner calls [#written()] after each.
    public synchronized @Nullable Output next() {
        long now = hub.now();
        if (disposed) {
            return null;
        }
        dirty = false;
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
        for (String channel : List.copyOf(subscriptions.keySet())) {
            Frame frame = subscription(channel, now);
            if (frame != null) {
                return send(frame, now);
            }
        }
        if (closing != null) {
            return new Output.Close(closing);
        }
        // While something is pending the next turn is timed; being told of more changes would only cost wake-ups.
        dirty = subscriptions.values().stream().anyMatch(one -> one.waitNanos(now, pressure.pace()) < Long.MAX_VALUE);
        return null;
    }

    private @Nullable Frame subscription(String channel, long now) {
        Subscription subscription = subscriptions.get(channel);
        if (subscription == null) {
            return null;
        }
        Frame begun = subscription.begin();
        if (begun != null) {
            return begun;
        }
        Reason problem = subscription.problem(now, settings);
        if (problem == null && subscription.overrun()) {
            problem = subscription.view().channel().kind().isLog() ? Reason.SLOW : Reason.GAP;
        }
        if (problem != null) {
            end(channel);
            if (problem == Reason.SLOW && !pressure.stalled(now)) {
                slow();
            }
            return FrameWriter.reset(subscription.view().channel(), problem);
        }
        Frame frame = subscription.next(now, pressure.pace());
        if (frame != null) {
            if (!pressure.sent(frame.bytes())) {
                slow();
            }
            // The next one's turn comes first.
            if (subscriptions.size() > 1 && subscriptions.remove(channel, subscription)) {
                subscriptions.put(channel, subscription);
            }
        }
        return frame;
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
        for (Subscription subscription : subscriptions.values()) {
            at = Math.min(at, subscription.waitNanos(now, pressure.pace()));
        }
        return now + Math.max(1, at);
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
        new ArrayList<>(subscriptions.keySet()).forEach(this::end);
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
        return writingBytes + control.stream().mapToLong(Frame::bytes).sum()
                + subscriptions.values().stream().mapToLong(Subscription::readyBytes).sum();
    }
}
