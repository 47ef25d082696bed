package dev.promptlooper.mcp.stdio;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// The HTTP side of the bridge. Thread-safe; blocks.
final class GatewayClient implements AutoCloseable {

    private final URI endpoint;
    private final @Nullable String key;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    GatewayClient(URI endpoint, @Nullable String key) {
        this.endpoint = endpoint;
        this.key = key;
    }

    /// What the gateway said to a request.
    ///
    /// @param session id of the session that was opened, or null
    /// @param refusal the body of an answer that is no message of the protocol, or null
    record Said(int status, @Nullable String session, @Nullable String refusal) {}

    /// Sends one request, and hands on the messages that come back, until the answer has ended.
    ///
    /// @param body    or null for a GET or DELETE
    /// @param takes   hears each message
    /// @throws IOException when the gateway does not answer
    Said send(String method, @Nullable JsonNode body, Map<String, String> headers, Consumer<JsonNode> takes)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .header("Accept", method.equals("GET") ? "text/event-stream" : "application/json, text/event-stream");
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        headers.forEach(request::header);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.write(body)));
        HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
        String session = response.headers().firstValue("Mcp-Session-Id").orElse(null);
        boolean isStream = response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
        try (InputStream in = response.body()) {
            if (isStream) {
                events(in, takes);
                return new Said(response.statusCode(), session, null);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (text.isBlank()) {
                return new Said(response.statusCode(), session, response.statusCode() < 300 ? null : "");
            }
            if (parse(text) instanceof ObjectNode message && message.has("jsonrpc")) {
                if (response.statusCode() != 404 || !method.equals("POST") || !headers.containsKey("Mcp-Session-Id")) {
                    takes.accept(message);
                }
                return new Said(response.statusCode(), session, null);
            }
            return new Said(response.statusCode(), session, text);
        }
    }

    private static void events(InputStream in, Consumer<JsonNode> takes) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        StringBuilder data = new StringBuilder();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("data:")) {
                data.append(line, 5, line.length()).append('\n');
            } else if (line.isEmpty() && !data.isEmpty()) {
                JsonNode message = parse(data.toString());
                data.setLength(0);
                if (message instanceof ObjectNode) {
                    takes.accept(message);
                }
            }
        }
    }

    private static @Nullable JsonNode parse(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JacksonException e) {
            return null;
        }
    }

    URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
