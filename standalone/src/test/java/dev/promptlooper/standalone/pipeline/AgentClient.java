package dev.promptlooper.standalone.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/// An MCP client of few lines, over plain HTTP, that speaks either era of the protocol.
final class AgentClient {

    /// What a client speaks.
    enum Era {
        LEGACY("2025-11-25"), MODERN("2026-07-28");

        private final String version;

        Era(String version) {
            this.version = version;
        }
    }

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI url;
    private final String key;
    private final Era era;
    private final List<JsonNode> notifications = new ArrayList<>();
    private @Nullable String session;
    private int ids;

    private AgentClient(URI url, String key, Era era) {
        this.url = url;
        this.key = key;
        this.era = era;
    }

    static AgentClient connect(URI url, String key, Era era) {
        AgentClient client = new AgentClient(url, key, era);
        if (era == Era.LEGACY) {
            ObjectNode hello = Json.MAPPER.createObjectNode().put("protocolVersion", era.version);
            hello.putObject("capabilities");
            hello.putObject("clientInfo").put("name", "agent-script").put("version", "1");
            client.request("initialize", "", hello);
            client.send(client.message("notifications/initialized", Json.MAPPER.createObjectNode()),
                    "notifications/initialized", "");
        } else {
            assertThat(client.request("server/discover", "", Json.MAPPER.createObjectNode())
                    .path("supportedVersions")
                    .valueStream()
                    .map(JsonNode::asString)).contains(era.version);
        }
        return client;
    }

    /// A tool that must succeed: its structured answer, after it was compared with the text.
    JsonNode call(String tool, ObjectNode arguments) {
        JsonNode result = result(tool, arguments);
        String text = result.path("content").path(0).path("text").asString("");
        assertThat(result.path("isError").asBoolean(true)).as(tool + ": " + text).isFalse();
        assertThat(Json.MAPPER.readTree(text)).as(tool).isEqualTo(result.path("structuredContent"));
        assertThat(text.length()).as(tool).isLessThanOrEqualTo(8_000);
        return result.path("structuredContent");
    }

    JsonNode call(String tool, String arguments) {
        return call(tool, (ObjectNode) Json.MAPPER.readTree(arguments));
    }

    /// A tool that must refuse: its text.
    String refused(String tool, String arguments) {
        JsonNode result = result(tool, (ObjectNode) Json.MAPPER.readTree(arguments));
        assertThat(result.path("isError").asBoolean(false)).as(tool + " " + result).isTrue();
        return result.path("content").path(0).path("text").asString();
    }

    private JsonNode result(String tool, ObjectNode arguments) {
        ObjectNode params = Json.MAPPER.createObjectNode().put("name", tool);
        params.set("arguments", arguments);
        params.putObject("_meta").put("progressToken", "p" + ids);
        return request("tools/call", tool, params);
    }

    /// The result of a request that must not be a protocol error.
    JsonNode request(String method, String name, ObjectNode params) {
        ObjectNode message = message(method, params).put("id", ++ids);
        JsonNode answer = send(message, method, name);
        assertThat(answer.has("result")).as(method + " " + answer).isTrue();
        return answer.path("result");
    }

    /// A request that must be refused: the protocol error.
    JsonNode refusedRequest(String method, ObjectNode params) {
        HttpResponse<String> response = exchange(request(message(method, params).put("id", ++ids), method, ""));
        JsonNode error = answer(response, Json.MAPPER.valueToTree(ids)).path("error");
        assertThat(error.has("code")).as(method + " " + response.body()).isTrue();
        return error;
    }

    /// Listens to resources; the stream has begun when this returns, and what changes from now on is heard.
    ///
    /// @throws AgentStream.Refused where the server has none to give
    AgentStream listen(List<String> uris) {
        if (era == Era.LEGACY) {
            uris.forEach(uri -> request("resources/subscribe", "", Json.MAPPER.createObjectNode().put("uri", uri)));
            return AgentStream.open(HTTP, authorized().header("Accept", "text/event-stream")
                    .header("MCP-Protocol-Version", era.version)
                    .header("Mcp-Session-Id", String.valueOf(session))
                    .GET()
                    .build());
        }
        return AgentStream.open(HTTP, request(message("subscriptions/listen", listening(uris)).put("id", ++ids),
                "subscriptions/listen", ""));
    }

    /// What a stream of the modern era is asked for.
    static ObjectNode listening(List<String> uris) {
        ObjectNode params = Json.MAPPER.createObjectNode();
        uris.forEach(params.putObject("notifications").putArray("resourceSubscriptions")::add);
        return params;
    }

    private HttpRequest.Builder authorized() {
        return HttpRequest.newBuilder(url).header("Authorization", "Bearer " + key);
    }

    private ObjectNode message(String method, ObjectNode params) {
        ObjectNode all = params.deepCopy();
        if (era == Era.MODERN) {
            ObjectNode meta = all.path("_meta") instanceof ObjectNode present ? present : all.putObject("_meta");
            meta.put("io.modelcontextprotocol/protocolVersion", era.version);
            meta.putObject("io.modelcontextprotocol/clientCapabilities");
            meta.putObject("io.modelcontextprotocol/clientInfo").put("name", "agent-script").put("version", "1");
        }
        ObjectNode message = Json.MAPPER.createObjectNode().put("jsonrpc", "2.0").put("method", method);
        message.set("params", all);
        return message;
    }

    private JsonNode send(ObjectNode message, String method, String name) {
        HttpResponse<String> response = exchange(request(message, method, name));
        assertThat(response.statusCode()).as(method + ": " + response.body()).isBetween(200, 202);
        response.headers().firstValue("Mcp-Session-Id").ifPresent(id -> session = id);
        return answer(response, message.path("id"));
    }

    private HttpRequest request(ObjectNode message, String method, String name) {
        HttpRequest.Builder request = authorized()
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(message)));
        if (era == Era.MODERN) {
            request.header("MCP-Protocol-Version", era.version).header("Mcp-Method", method);
            if (!name.isEmpty()) {
                request.header("Mcp-Name", name);
            }
        } else if (session != null) {
            request.header("MCP-Protocol-Version", era.version).header("Mcp-Session-Id", session);
        }
        return request.build();
    }

    private static HttpResponse<String> exchange(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private JsonNode answer(HttpResponse<String> response, JsonNode id) {
        if (!response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")) {
            return response.body().isEmpty() ? Json.MAPPER.missingNode() : Json.MAPPER.readTree(response.body());
        }
        JsonNode answer = Json.MAPPER.missingNode();
        for (String line : response.body().lines().filter(line -> line.startsWith("data:")).toList()) {
            String data = line.substring("data:".length()).strip();
            if (data.isEmpty()) {
                continue;
            }
            JsonNode message = Json.MAPPER.readTree(data);
            if (message.has("id") && message.path("id").equals(id)) {
                answer = message;
            } else {
                notifications.add(message);
            }
        }
        return answer;
    }

    /// What came beside answers: progress, for example.
    List<JsonNode> notifications() {
        return List.copyOf(notifications);
    }
}
