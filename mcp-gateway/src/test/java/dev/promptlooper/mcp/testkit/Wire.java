package dev.promptlooper.mcp.testkit;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/// A client of bare messages, so that tests see what is on the wire.
public final class Wire {

    /// @param body the message, for streams the last one; a missing node when there was none
    /// @param text as it came
    public record Reply(int status, HttpHeaders headers, JsonNode body, String text) {

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /// Code of the JSON-RPC error, or 0.
        public int code() {
            return body.path("error").path("code").asInt(0);
        }

        public String message() {
            return body.path("error").path("message").asString("");
        }

        /// Text of the first content block of a tool's answer.
        public String said() {
            return body.path("result").path("content").path(0).path("text").asString("");
        }
    }

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    private final String url;
    private final @Nullable String key;

    /// @param url with path
    /// @param key or null to show none
    public Wire(String url, @Nullable String key) {
        this.url = url;
        this.key = key;
    }

    /// `_meta` of the modern era.
    public static ObjectNode meta() {
        ObjectNode meta = Json.MAPPER.createObjectNode().put("io.modelcontextprotocol/protocolVersion", "2026-07-28");
        meta.putObject("io.modelcontextprotocol/clientCapabilities");
        meta.putObject("io.modelcontextprotocol/clientInfo").put("name", "wire").put("version", "1");
        return meta;
    }

    public static ObjectNode params(String json) {
        return (ObjectNode) Json.MAPPER.readTree(json);
    }

    public static ObjectNode message(String method, ObjectNode params) {
        return Json.MAPPER.createObjectNode()
                .put("jsonrpc", "2.0")
                .put("id", 7)
                .put("method", method)
                .set("params", params);
    }

    /// Headers that repeat a body of the modern era.
    public static Map<String, String> headers(ObjectNode message) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("MCP-Protocol-Version", "2026-07-28");
        headers.put("Mcp-Method", message.path("method").asString(""));
        JsonNode name = message.path("params")
                .path(message.path("method").asString("").equals("resources/read") ? "uri" : "name");
        if (name.isString()) {
            headers.put("Mcp-Name", name.asString());
        }
        return headers;
    }

    /// A whole request of the modern era.
    public Reply modern(String method, ObjectNode params) {
        params.set("_meta", meta());
        ObjectNode message = message(method, params);
        return post(Json.write(message), headers(message));
    }

    /// As [#modern], of a client that can show its user a form.
    public Reply asking(String method, ObjectNode params) {
        ObjectNode meta = meta();
        ((ObjectNode) meta.path("io.modelcontextprotocol/clientCapabilities")).putObject("elicitation")
                .putObject("form");
        params.set("_meta", meta);
        ObjectNode message = message(method, params);
        return post(Json.write(message), headers(message));
    }

    /// Calls a tool without arguments in the modern era.
    public Reply tool(String name) {
        return modern("tools/call", params("{\"name\":\"" + name + "\",\"arguments\":{}}"));
    }

    /// Opens a session of the legacy era.
    public String open() {
        return initialize().header("Mcp-Session-Id");
    }

    public Reply initialize() {
        return post(
                """
                        {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},
                        "clientInfo":{"name":"wire","version":"1"}}}""",
                Map.of());
    }

    /// A request within a session of the legacy era.
    public Reply legacy(String session, String method, String params) {
        return post(Json.write(message(method, params(params))),
                Map.of("Mcp-Session-Id", session, "MCP-Protocol-Version", "2025-11-25"));
    }

    public Reply post(String body, Map<String, String> headers) {
        return send("POST", body, headers);
    }

    public Reply send(String method, String body, Map<String, String> headers) {
        HttpRequest.Builder request = request(headers);
        request.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Reply(response.statusCode(), response.headers(), last(response.body()), response.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Opens a stream; the caller closes it.
    public InputStream stream(String method, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(headers);
        request.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        HttpResponse<InputStream> response = CLIENT.send(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        return response.body();
    }

    /// The next message of a stream.
    public static JsonNode next(BufferedReader stream) throws IOException {
        for (String line = stream.readLine(); line != null; line = stream.readLine()) {
            if (line.startsWith("data:")) {
                return Json.MAPPER.readTree(line.substring(5));
            }
        }
        return Json.MAPPER.missingNode();
    }

    /// The next message of a stream, once it is there; the caller goes on meanwhile.
    public static CompletableFuture<JsonNode> later(BufferedReader stream) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return next(stream);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    public static BufferedReader reader(InputStream stream) {
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    private HttpRequest.Builder request(Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30));
        Map<String, String> all = new LinkedHashMap<>(Map.of("Content-Type", "application/json", "Accept",
                "application/json, text/event-stream"));
        if (key != null) {
            all.put("Authorization", "Bearer " + key);
        }
        all.putAll(headers);
        all.forEach(request::header);
        return request;
    }

    private static JsonNode last(String body) {
        List<String> data = body.lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring(5))
                .toList();
        String text = data.isEmpty() ? body : data.getLast();
        try {
            return text.isBlank() ? Json.MAPPER.missingNode() : Json.MAPPER.readTree(text);
        } catch (tools.jackson.core.JacksonException e) {
            return Json.MAPPER.missingNode();
        }
    }
}
