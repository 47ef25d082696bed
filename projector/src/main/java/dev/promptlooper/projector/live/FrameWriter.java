package dev.promptlooper.projector.live;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Writes the frames of `docs/live-feed.md`. Values are JSON already and are only put together. Stateless.
final class FrameWriter {

    /// A key with its value.
    record Item(String key, String json) {}

    private FrameWriter() {}

    /// The whole of a map in parts; at least one.
    static List<Frame> mapSnapshot(ChannelName channel, Position at, List<Item> items, int partBytes) {
        List<String> texts = new ArrayList<>(items.size());
        items.forEach(item -> texts.add(pair(item)));
        return parts(channel, at, "set", texts, partBytes);
    }

    /// The newest entries of a log in parts; at least one.
    static List<Frame> logSnapshot(ChannelName channel, Position at, List<ChannelSource.Entry> entries, int partBytes) {
        return parts(channel, at, "e", entries.stream().map(ChannelSource.Entry::json).toList(), partBytes);
    }

    private static List<Frame> parts(ChannelName channel, Position at, String field, List<String> texts,
            int partBytes) {
        List<String> bodies = new ArrayList<>();
        StringBuilder body = new StringBuilder();
        for (String text : texts) {
            if (!body.isEmpty() && body.length() + text.length() > partBytes) {
                bodies.add(body.toString());
                body.setLength(0);
            }
            body.append(body.isEmpty() ? "" : ",").append(text);
        }
        if (!body.isEmpty() || bodies.isEmpty()) {
            bodies.add(body.toString());
        }
        List<Frame> frames = new ArrayList<>();
        for (int part = 1; part <= bodies.size(); part++) {
            frames.add(Frame.of(head("snap", channel, at.epoch()) + ",\"seq\":" + at.seq() + ",\"part\":" + part
                    + ",\"of\":" + bodies.size() + ",\"" + field + "\":[" + bodies.get(part - 1) + "]}", at.seq()));
        }
        return frames;
    }

    static Frame delta(ChannelName channel, String epoch, long prev, long seq, List<Item> set, List<String> deleted) {
        StringBuilder text = new StringBuilder(head("delta", channel, epoch)).append(",\"prev\":")
                .append(prev)
                .append(",\"seq\":")
                .append(seq);
        if (!set.isEmpty()) {
            append(text.append(",\"set\":["), set.stream().map(FrameWriter::pair).toList());
        }
        if (!deleted.isEmpty()) {
            append(text.append(",\"del\":["), deleted.stream().map(FrameWriter::quote).toList());
        }
        return Frame.of(text.append('}').toString(), seq);
    }

    static Frame log(ChannelName channel, String epoch, long prev, List<ChannelSource.Entry> entries) {
        StringBuilder text = new StringBuilder(head("log", channel, epoch)).append(",\"prev\":")
                .append(prev)
                .append(",\"seq\":")
                .append(entries.getLast().seq());
        append(text.append(",\"e\":["), entries.stream().map(ChannelSource.Entry::json).toList());
        return Frame.of(text.append('}').toString(), entries.getLast().seq());
    }

    static Frame welcome(String sid, LiveSettings settings) {
        return Frame.of("{\"t\":\"welcome\",\"v\":1,\"sid\":" + quote(sid) + ",\"hb\":"
                + settings.heartbeat().toMillis() + ",\"maxIn\":" + settings.frameBytes()
                + ",\"ackEvery\":1000,\"cellRows\":" + Change.CELL_ROWS + "}", 0);
    }

    static Frame subscribed(long id, ChannelName channel, Position at, boolean recovered) {
        return Frame.of("{\"t\":\"subd\",\"id\":" + id + ",\"ch\":" + quote(channel.toString()) + ",\"kind\":\""
                + (channel.kind().isLog() ? "log" : "map") + "\",\"epoch\":" + quote(at.epoch()) + ",\"seq\":"
                + at.seq() + ",\"recovered\":" + recovered + "}", 0);
    }

    static Frame reset(ChannelName channel, Reason why) {
        return Frame.of("{\"t\":\"reset\",\"ch\":" + quote(channel.toString()) + ",\"why\":\"" + why.word() + "\"}", 0);
    }

    static Frame error(@Nullable Long id, String channel, Refusal refusal) {
        String shown = channel.length() > 128 ? channel.substring(0, 128) : channel;
        return Frame.of("{\"t\":\"err\"" + (id == null ? "" : ",\"id\":" + id) + ",\"ch\":" + quote(shown)
                + ",\"code\":\"" + refusal.code() + "\",\"retry\":" + refusal.retry() + ",\"message\":"
                + quote(refusal.message()) + "}", 0);
    }

    static Frame heartbeat(long now, long lagMs) {
        return Frame.of("{\"t\":\"hb\",\"now\":" + now + ",\"lagMs\":" + lagMs + "}", 0);
    }

    static Frame bye(Reason why, long retryMs) {
        return Frame.of("{\"t\":\"bye\",\"why\":\"" + why.word() + "\",\"retryMs\":" + retryMs + "}", 0);
    }

    private static String head(String type, ChannelName channel, String epoch) {
        return "{\"t\":\"" + type + "\",\"ch\":" + quote(channel.toString()) + ",\"epoch\":" + quote(epoch);
    }

    private static String pair(Item item) {
        return "[" + quote(item.key()) + "," + item.json() + "]";
    }

    private static void append(StringBuilder text, List<String> parts) {
        text.append(String.join(",", parts)).append(']');
    }

    private static String quote(String text) {
        return Json.write(text);
    }

    /// Why something ended.
    enum Reason {
        GAP, EPOCH, SLOW, SHUTDOWN, AUTH;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// Why a subscription was refused.
    enum Refusal {
        UNKNOWN_CHANNEL(false,
                "there is no such channel; docs/live-feed.md lists them"), FORBIDDEN(false,
                        "this user may not see it"), TOO_MANY_SUBSCRIPTIONS(false,
                                "this connection follows as many channels as it may; unsubscribe from one"), TOO_MANY_CHANNELS(
                                        true,
                                        "the service follows as many different channels as it can; try again in a minute");

        private final boolean retry;
        private final String message;

        Refusal(boolean retry, String message) {
            this.retry = retry;
            this.message = message;
        }

        boolean retry() {
            return retry;
        }

        String message() {
            return message;
        }

        String code() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }
}
