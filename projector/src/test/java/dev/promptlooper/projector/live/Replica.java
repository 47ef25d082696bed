package dev.promptlooper.projector.live;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A client's state, and the one function that applies frames to it: the reference of `docs/live-feed.md`, section "What a
/// client does with a frame". The same for both transports. Not thread-safe.
final class Replica {

    /// What the client has to do after a frame.
    enum Reaction {
        /// Nothing: it was applied.
        APPLIED,
        /// Nothing: it was a duplicate, a part of something, or not for the state.
        IGNORED,
        /// Subscribe again without `since`.
        RESUBSCRIBE,
        /// Applied, but entries of the log between [Channel#missingFrom] and the snapshot are to be read over HTTP.
        FILL
    }

    /// The state of one channel.
    static final class Channel {
        private @Nullable Position position;
        final TreeMap<String, JsonNode> map = new TreeMap<>();
        final TreeMap<Long, JsonNode> log = new TreeMap<>();
        private final List<JsonNode> parts = new ArrayList<>();
        private @Nullable Long awaited; // number of a subscription whose `subd` has not come
        private long seen = -1; // of a log: up to here everything was held; stays when the position is forgotten
        private long missingFrom = -1;

        @Nullable
        Position position() {
            return position;
        }

        /// Number before a gap, after [Reaction#FILL].
        long missingFrom() {
            return missingFrom;
        }
    }

    private final Map<String, Channel> channels = new HashMap<>();

    Channel channel(String name) {
        return channels.computeIfAbsent(name, key -> new Channel());
    }

    /// Position to ask for, or null for a snapshot.
    @Nullable
    Position since(String name) {
        return channel(name).position;
    }

    /// A `sub` was sent: until its `subd` comes, frames of the channel belong to an earlier subscription.
    void subscribing(String name, long id) {
        channel(name).awaited = id;
        channel(name).parts.clear();
    }

    void unsubscribed(String name) {
        channels.remove(name);
    }

    /// The transport ended, or another one begins.
    void disconnected() {
        channels.values().forEach(channel -> {
            channel.parts.clear();
            channel.awaited = null;
        });
    }

    Reaction apply(JsonNode frame) {
        String name = frame.path("ch").asString("");
        Channel channel = channels.get(name);
        if (channel == null) {
            return Reaction.IGNORED;
        }
        String type = frame.path("t").asString();
        if (type.equals("subd")) {
            if (channel.awaited != null && channel.awaited == frame.path("id").asLong()) {
                channel.awaited = null;
            }
            return Reaction.IGNORED;
        }
        if (channel.awaited != null) {
            return Reaction.IGNORED;
        }
        return switch (type) {
            case "snap" -> snapshot(channel, frame);
            case "delta", "log" -> forward(channel, frame);
            case "reset" -> forget(channel);
            default -> Reaction.IGNORED;
        };
    }

    private static Reaction forget(Channel channel) {
        channel.position = null;
        channel.parts.clear();
        return Reaction.RESUBSCRIBE;
    }

    private static Reaction snapshot(Channel channel, JsonNode frame) {
        Position at = new Position(frame.path("epoch").asString(), frame.path("seq").asLong());
        Position held = channel.position;
        if (held != null && held.epoch().equals(at.epoch()) && at.seq() <= held.seq()) {
            return Reaction.IGNORED;
        }
        if (frame.path("part").asInt() == 1) {
            channel.parts.clear();
        }
        JsonNode first = channel.parts.isEmpty() ? frame : channel.parts.getFirst();
        if (frame.path("part").asInt() != channel.parts.size() + 1 || !first.path("seq").equals(frame.path("seq"))
                || !first.path("epoch").equals(frame.path("epoch"))) {
            return forget(channel);
        }
        channel.parts.add(frame);
        if (channel.parts.size() < frame.path("of").asInt()) {
            return Reaction.IGNORED;
        }
        Reaction reaction = Reaction.APPLIED;
        if (frame.has("set")) {
            channel.map.clear();
            channel.parts.forEach(part -> set(channel, part));
        } else {
            long last = channel.seen;
            channel.parts.forEach(part -> entries(channel, part, -1));
            long oldest = channel.parts.getFirst().path("e").path(0).path("seq").asLong(-1);
            if (last >= 0 && oldest > last + 1) {
                channel.missingFrom = last;
                reaction = Reaction.FILL;
            }
        }
        channel.parts.clear();
        moveTo(channel, at);
        return reaction;
    }

    private static Reaction forward(Channel channel, JsonNode frame) {
        Position held = channel.position;
        long seq = frame.path("seq").asLong();
        if (held == null || !held.epoch().equals(frame.path("epoch").asString())
                || frame.path("prev").asLong() > held.seq()) {
            return forget(channel);
        }
        if (seq <= held.seq()) {
            return Reaction.IGNORED;
        }
        set(channel, frame);
        frame.path("del").forEach(key -> channel.map.remove(key.asString()));
        entries(channel, frame, held.seq());
        moveTo(channel, new Position(held.epoch(), seq));
        return Reaction.APPLIED;
    }

    private static void moveTo(Channel channel, Position at) {
        channel.position = at;
        channel.seen = Math.max(channel.seen, at.seq());
    }

    private static void set(Channel channel, JsonNode frame) {
        frame.path("set").forEach(pair -> channel.map.put(pair.path(0).asString(), pair.path(1)));
    }

    private static void entries(Channel channel, JsonNode frame, long after) {
        frame.path("e").forEach(entry -> {
            if (entry.path("seq").asLong() > after) {
                channel.log.put(entry.path("seq").asLong(), entry);
            }
        });
    }
}
