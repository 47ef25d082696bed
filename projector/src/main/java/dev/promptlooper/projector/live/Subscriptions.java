package dev.promptlooper.projector.live;

import dev.promptlooper.projector.live.FrameWriter.Reason;
import dev.promptlooper.projector.live.FrameWriter.Refusal;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The channels that one connection follows, and whose turn is next. Guarded by its connection.
final class Subscriptions {

    private final Hub hub;
    private final LiveSettings settings;
    private final Admission admission;
    private final Backpressure pressure;
    private final Runnable wake;
    private final Map<String, Subscription> byChannel = new LinkedHashMap<>();

    /// @param wake called when a channel changed that [#next] does not look at by itself; returns at once
    Subscriptions(Hub hub, Admission admission, Backpressure pressure, Runnable wake) {
        this.hub = hub;
        this.settings = hub.settings();
        this.admission = admission;
        this.pressure = pressure;
        this.wake = wake;
    }

    /// Begins, in place of a subscription of the same channel.
    ///
    /// @return why not, or null when it stands
    @Nullable
    Refusal begin(long id, ClientFrame.Wish wish) {
        ChannelName name = ChannelName.parse(wish.channel());
        end(wish.channel());
        if (name == null) {
            return Refusal.UNKNOWN_CHANNEL;
        }
        if (!admission.maySee(name)) {
            return Refusal.FORBIDDEN;
        }
        if (byChannel.size() >= settings.maxSubscriptions()) {
            return Refusal.TOO_MANY_SUBSCRIPTIONS;
        }
        View view = hub.acquire(wish.key(name, settings));
        if (view == null) {
            return Refusal.TOO_MANY_CHANNELS;
        }
        Subscription subscription = new Subscription(id, view, wish.since(), wish.maxHz(), wake);
        byChannel.put(wish.channel(), subscription);
        view.follow(subscription.follower());
        return null;
    }

    /// Idempotent.
    void end(String channel) {
        Subscription subscription = byChannel.remove(channel);
        if (subscription != null) {
            pressure.settled(subscription.unackedBytes());
            subscription.view().leave(subscription.follower());
            hub.release(subscription.view());
        }
    }

    void endAll() {
        new ArrayList<>(byChannel.keySet()).forEach(this::end);
    }

    /// @return whether the pace changed, and with it when frames are due
    boolean acked(List<ClientFrame.Applied> applied, long now) {
        for (ClientFrame.Applied one : applied) {
            Subscription subscription = byChannel.get(one.channel());
            if (subscription != null) {
                pressure.settled(subscription.ack(one.seq(), now));
            }
        }
        return pressure.heard();
    }

    /// The next frame that is due.
    ///
    /// @param slow called when the client is too slow to stay; what is returned goes out all the same
    /// @return null when none is
    @Nullable
    Frame next(long now, Runnable slow) {
        for (Map.Entry<String, Subscription> entry : byChannel.entrySet()) {
            // Whatever changes the map gives a frame, so that the walk ends there.
            Frame frame = next(entry.getKey(), entry.getValue(), now, slow);
            if (frame != null) {
                return frame;
            }
        }
        rest(now);
        return null;
    }

    /// Nothing is to be sent for now.
    void rest(long now) {
        byChannel.values().forEach(subscription -> subscription.rest(now, pressure.pace()));
    }

    private @Nullable Frame next(String channel, Subscription subscription, long now, Runnable slow) {
        subscription.listen();
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
                slow.run();
            }
            return FrameWriter.reset(subscription.view().channel(), problem);
        }
        Frame frame = subscription.next(now, pressure.pace());
        if (frame != null) {
            if (!pressure.sent(frame.bytes())) {
                slow.run();
            }
            // The next one's turn comes first.
            if (byChannel.size() > 1) {
                byChannel.remove(channel);
                byChannel.put(channel, subscription);
            }
        }
        return frame;
    }

    /// How long until [#next] is to be asked if nobody wakes before; [Long#MAX_VALUE] when only a change, or an ack, can bring a frame.
    ///
    /// @return nanoseconds, 0 for at once
    long waitNanos(long now) {
        long least = Long.MAX_VALUE;
        for (Subscription subscription : byChannel.values()) {
            least = Math.min(least, subscription.waitNanos(now, pressure.pace()));
        }
        return least;
    }

    int size() {
        return byChannel.size();
    }

    /// Bytes that are ready.
    long readyBytes() {
        long bytes = 0;
        for (Subscription subscription : byChannel.values()) {
            bytes += subscription.readyBytes();
        }
        return bytes;
    }
}
