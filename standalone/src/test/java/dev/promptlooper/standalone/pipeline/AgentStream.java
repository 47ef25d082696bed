package dev.promptlooper.standalone.pipeline;

import dev.promptlooper.contracts.json.Json;
import tools.jackson.databind.JsonNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A stream by which an MCP client hears of changes. Thread-safe.
final class AgentStream implements AutoCloseable {

    /// The server gives no stream.
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        final int status;

        Refused(int status) {
            super("status " + status);
            this.status = status;
        }
    }

    private final InputStream body;
    private final List<JsonNode> heard = new CopyOnWriteArrayList<>();

    private AgentStream(InputStream body) {
        this.body = body;
        Thread.ofVirtual().start(this::read);
    }

    static AgentStream open(HttpClient http, HttpRequest request) {
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                response.body().close();
                throw new Refused(response.statusCode());
            }
            return new AgentStream(response.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:")) {
                    heard.add(Json.MAPPER.readTree(line.substring("data:".length())));
                }
            }
        } catch (IOException e) {
            // closed, by either side
        }
    }

    /// URIs of the resources that have changed, in the order in which that was told.
    List<String> updated() {
        return heard.stream()
                .filter(message -> message.path("method").asString("").equals("notifications/resources/updated"))
                .map(message -> message.path("params").path("uri").asString(""))
                .toList();
    }

    /// The first message, or a missing node.
    JsonNode first() {
        return heard.isEmpty() ? Json.MAPPER.missingNode() : heard.getFirst();
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            // gone already
        }
    }
}
