package dev.promptlooper.projector.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.testkit.TestAccess;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Asks a running query API.
final class QueryClient {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String base;

    QueryClient(ConfigurableApplicationContext context) {
        this.base = "http://127.0.0.1:"
                + Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port"));
    }

    HttpResponse<String> send(String path, String... headers) {
        return send(HttpRequest.newBuilder(URI.create(base + path)), headers);
    }

    HttpResponse<String> post(String path, String contentType, String body) {
        return send(HttpRequest.newBuilder(URI.create(base + path)).POST(HttpRequest.BodyPublishers.ofString(body)),
                "Content-Type", contentType);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HTTP.send(request.header("Authorization", "Bearer " + TestAccess.ADMIN).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonNode get(String path) {
        HttpResponse<String> response = send(path);
        assertThat(response.statusCode()).as(path + " " + response.body()).isEqualTo(200);
        return Json.MAPPER.readTree(response.body());
    }

    /// All items, page by page.
    List<JsonNode> all(String path, int limit) {
        List<JsonNode> items = new ArrayList<>();
        String after = "";
        while (true) {
            JsonNode page = get(path + (path.contains("?") ? "&" : "?") + "limit=" + limit + after);
            page.path("items").forEach(items::add);
            if (page.path("next").isMissingNode()) {
                return items;
            }
            assertThat(page.path("items").size()).isEqualTo(limit);
            after = "&after=" + page.path("next").asString();
        }
    }

    void assertProblem(String path, int status, String mentioned) {
        HttpResponse<String> response = send(path);
        assertThat(response.statusCode()).as(path + " " + response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = Json.MAPPER.readTree(response.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asString()).contains(mentioned);
        OpenApi.assertMatches("Problem", problem);
    }
}
