package dev.promptlooper.projector.live;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/// A frame from a client.
sealed interface ClientFrame {

    /// First words.
    record Hello() implements ClientFrame {}

    /// @param wish what to follow
    /// @param id   the client's number for it
    record Subscribe(long id, Wish wish) implements ClientFrame {}

    /// @param channel as the client wrote it; ends a subscription if there is one
    record Unsubscribe(String channel) implements ClientFrame {}

    /// @param applied positions that the client has applied
    record Ack(List<Applied> applied) implements ClientFrame {}

    /// An upper limit for all subscriptions, per second.
    record Rate(double maxHz) implements ClientFrame {}

    /// @param channel as the client wrote it
    /// @param seq     the number it has applied
    record Applied(String channel, long seq) {}

    /// What to follow; the same on both transports.
    ///
    /// @param channel as the client wrote it
    /// @param since   what it has, or null
    /// @param maxHz   most deltas per second
    /// @param top     as it was wished, or null
    /// @param keys    further keys
    record Wish(String channel, @Nullable Position since, double maxHz, @Nullable Integer top, List<String> keys) {

        /// @param name the channel, taken apart
        ViewKey key(ChannelName name, LiveSettings settings) {
            return new ViewKey(name, top == null ? settings.defaultTop() : settings.top(top), keys);
        }
    }

    /// A frame that is none of the protocol's.
    final class BadFrame extends Exception {
        private static final long serialVersionUID = 1;

        BadFrame(String message) {
            super(message);
        }
    }

    /// @throws BadFrame saying what is wrong with it, in words for a developer
    static ClientFrame parse(String text, LiveSettings settings) throws BadFrame {
        JsonNode frame;
        try {
            frame = Json.MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new BadFrame("not JSON: " + Json.problem(e));
        }
        if (frame == null || !frame.isObject()) {
            throw new BadFrame("a frame is a JSON object");
        }
        return switch (string(frame, "t")) {
            case "hello" -> {
                if (number(frame, "v") != 1) {
                    throw new BadFrame("this server speaks version 1, not " + frame.path("v"));
                }
                yield new Hello();
            }
            case "sub" -> new Subscribe(number(frame, "id"), wish(frame, settings));
            case "unsub" -> new Unsubscribe(string(frame, "ch"));
            case "ack" -> ack(frame);
            case "rate" -> new Rate(hertz(frame.path("maxHz"), LiveSettings.MAX_HZ));
            default -> throw new BadFrame("unknown frame " + shorten(string(frame, "t")));
        };
    }

    /// Reads `ch`, `since` and `opts`.
    static Wish wish(JsonNode frame, LiveSettings settings) throws BadFrame {
        JsonNode options = frame.path("opts");
        if (!options.isMissingNode() && !options.isObject()) {
            throw new BadFrame("opts is an object");
        }
        List<String> keys = new ArrayList<>();
        JsonNode wanted = options.path("keys");
        if (!wanted.isMissingNode() && (!wanted.isArray() || wanted.size() > settings.maxKeys())) {
            throw new BadFrame("keys is a list of up to " + settings.maxKeys() + " texts");
        }
        for (JsonNode key : wanted) {
            if (!key.isString() || key.asString().length() > 64) {
                throw new BadFrame("a key is a text of up to 64 characters, was " + shorten(key.toString()));
            }
            keys.add(key.asString());
        }
        JsonNode top = options.path("top");
        if (!top.isMissingNode() && (!top.isInt() || top.asInt() < 1)) {
            throw new BadFrame("top is a whole number from 1, was " + shorten(top.toString()));
        }
        return new Wish(string(frame, "ch"), since(frame.path("since")),
                hertz(options.path("maxHz"), LiveSettings.DEFAULT_HZ), top.isMissingNode() ? null : top.asInt(),
                List.copyOf(keys));
    }

    private static @Nullable Position since(JsonNode since) throws BadFrame {
        if (since.isMissingNode() || since.isNull()) {
            return null;
        }
        String epoch = string(since, "epoch");
        long seq = number(since, "seq");
        if (epoch.isEmpty() || epoch.length() > 64 || seq < 0 || seq > Position.MAX_SEQ) {
            throw new BadFrame("since is not a position: " + shorten(since.toString()));
        }
        return new Position(epoch, seq);
    }

    private static Ack ack(JsonNode frame) throws BadFrame {
        JsonNode all = frame.path("a");
        if (!all.isArray() || all.size() > 64) {
            throw new BadFrame("a is a list of up to 64 pairs of channel and number");
        }
        List<Applied> applied = new ArrayList<>();
        for (JsonNode pair : all) {
            if (pair.size() != 2 || !pair.path(0).isString() || !pair.path(1).canConvertToLong()
                    || !pair.path(1).isIntegralNumber()) {
                throw new BadFrame("a pair of channel and number was " + shorten(pair.toString()));
            }
            applied.add(new Applied(pair.path(0).asString(), pair.path(1).asLong()));
        }
        return new Ack(applied);
    }

    private static double hertz(JsonNode value, double otherwise) throws BadFrame {
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isNumber() || !(value.asDouble() > 0)) {
            throw new BadFrame("maxHz is a number above 0, was " + shorten(value.toString()));
        }
        return Math.clamp(value.asDouble(), LiveSettings.MIN_HZ, LiveSettings.MAX_HZ);
    }

    private static String string(JsonNode frame, String name) throws BadFrame {
        if (!frame.path(name).isString()) {
            throw new BadFrame("a text is needed in " + name);
        }
        return frame.path(name).asString();
    }

    private static long number(JsonNode frame, String name) throws BadFrame {
        JsonNode value = frame.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new BadFrame("a whole number is needed in " + name);
        }
        return value.asLong();
    }

    private static String shorten(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
