package dev.promptlooper.standalone.security;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// Hears the live feed over a real WebSocket and keeps every frame as it came. Thread-safe.
final class LiveEar implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> frames = new CopyOnWriteArrayList<>();
    private final WebSocket socket;
    private int subscriptions;

    /// Connects to the instance of the site, with its key.
    LiveEar(Site site) throws Exception {
        this.socket = client.newWebSocketBuilder()
                .subprotocols("promptlooper.v1")
                .header("Authorization", "Bearer " + site.key())
                .buildAsync(URI.create(site.base().toString().replaceFirst("^http", "ws").replaceAll("/+$", "")
                        + "/api/v1/live"), new Listener())
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /// Follows channels from where they are now on.
    void subscribe(String... channels) throws Exception {
        for (String channel : channels) {
            send(Map.of("t", "sub", "id", ++subscriptions, "ch", channel, "opts", Map.of("maxHz", 1)));
        }
    }

    /// Every text frame so far.
    List<String> frames() {
        return frames;
    }

    /// Frames of a kind and a channel.
    List<String> frames(String type, String channel) {
        return frames.stream()
                .filter(text -> text.contains("\"t\":\"" + type + "\"") && text.contains("\"ch\":\"" + channel + "\""))
                .toList();
    }

    private void send(Map<String, Object> frame) throws Exception {
        socket.sendText(Json.write(frame), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket source, CharSequence data, boolean last) {
            parts.append(data);
            source.request(1);
            if (!last) {
                return null;
            }
            String text = parts.toString();
            parts.setLength(0);
            frames.add(text);
            JsonNode frame = Json.read(text, JsonNode.class);
            // Without a word that it was applied the feed becomes slower and ends.
            return frame.has("seq") && !frame.path("t").asString().equals("subd")
                    ? source.sendText(Json.write(Map.of("t", "ack", "a",
                            List.of(List.of(frame.path("ch").asString(), frame.path("seq").asLong())))),
                            true)
                    : null;
        }
    }

    @Override
    public void close() {
        socket.abort();
        client.close();
    }
}
