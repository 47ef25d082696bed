package dev.promptlooper.projector.gateway;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A client over a real socket that applies what comes; connections are good here, so it needs no more than positions.
final class Follower implements AutoCloseable {

    private static final long ACK_NANOS = 500_000_000;

    private final RawSocket socket;
    private final Map<String, TreeMap<String, JsonNode>> maps = new HashMap<>();
    private final Map<String, TreeMap<Long, JsonNode>> logs = new HashMap<>();
    private final Map<String, String> epochs = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private final List<JsonNode> others = new ArrayList<>();
    private int ids;
    private long ackedAt;

    Follower(LiveApp app) throws IOException {
        this.socket = app.socket();
        socket.await("welcome");
    }

    /// @param since `{"epoch":…,"seq":…}` or null
    /// @return the answer
    JsonNode subscribe(String channel, @Nullable String since) throws IOException {
        socket.text("{\"t\":\"sub\",\"id\":" + ++ids + ",\"ch\":\"" + channel + "\",\"opts\":{\"maxHz\":10}"
                + (since == null ? "" : ",\"since\":" + since) + "}");
        while (true) {
            JsonNode frame = socket.message();
            if (frame.path("t").asString().equals("subd") && frame.path("id").asInt() == ids) {
                return frame;
            }
            apply(frame);
        }
    }

    /// Takes one frame and applies it.
    JsonNode take() throws IOException {
        JsonNode frame = socket.message();
        apply(frame);
        return frame;
    }

    private void apply(JsonNode frame) throws IOException {
        String channel = frame.path("ch").asString("");
        switch (frame.path("t").asString()) {
            case "snap", "delta", "log" -> {
                TreeMap<String, JsonNode> map = maps.computeIfAbsent(channel, name -> new TreeMap<>());
                TreeMap<Long, JsonNode> log = logs.computeIfAbsent(channel, name -> new TreeMap<>());
                if (frame.path("part").asInt() == 1) {
                    map.clear();
                }
                frame.path("set").forEach(pair -> map.put(pair.path(0).asString(), pair.path(1)));
                frame.path("del").forEach(key -> map.remove(key.asString()));
                frame.path("e").forEach(entry -> log.put(entry.path("seq").asLong(), entry));
                epochs.put(channel, frame.path("epoch").asString());
                numbers.put(channel, frame.path("seq").asLong());
            }
            default -> others.add(frame);
        }
        if (System.nanoTime() - ackedAt > ACK_NANOS && !numbers.isEmpty()) {
            ackedAt = System.nanoTime();
            List<List<Object>> applied = new ArrayList<>();
            numbers.forEach((name, seq) -> applied.add(List.of(name, seq)));
            socket.text(Json.write(Map.of("t", "ack", "a", applied)));
        }
    }

    /// Takes frames until a channel holds so many entries.
    void takeUntil(String channel, int entries) throws IOException {
        for (int beats = 0; map(channel).size() < entries && log(channel).size() < entries;) {
            beats = patience(beats, take(), channel);
        }
    }

    /// Takes frames until a channel's map is exactly this.
    void takeUntil(String channel, Map<String, String> wanted) throws IOException {
        for (int beats = 0; !texts(channel).equals(wanted);) {
            beats = patience(beats, take(), channel);
        }
    }

    /// Fails after many heartbeats; there is one per second.
    private int patience(int beats, JsonNode frame, String channel) {
        if (beats > 20) {
            throw new AssertionError("it does not come to that; at " + position(channel) + " " + texts(channel) + " "
                    + log(channel).keySet() + " " + others);
        }
        return frame.path("t").asString().equals("hb") ? beats + 1 : beats;
    }

    Map<String, JsonNode> map(String channel) {
        return maps.getOrDefault(channel, new TreeMap<>());
    }

    Map<Long, JsonNode> log(String channel) {
        return logs.getOrDefault(channel, new TreeMap<>());
    }

    Map<String, String> texts(String channel) {
        Map<String, String> texts = new TreeMap<>();
        map(channel).forEach((key, value) -> texts.put(key, Json.write(value)));
        return texts;
    }

    String position(String channel) {
        return "{\"epoch\":\"" + epochs.get(channel) + "\",\"seq\":" + numbers.get(channel) + "}";
    }

    /// Frames that are no data.
    List<JsonNode> others() {
        return others;
    }

    RawSocket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
