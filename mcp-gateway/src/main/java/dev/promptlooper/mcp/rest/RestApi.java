package dev.promptlooper.mcp.rest;

import dev.promptlooper.contracts.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;

/// Calls the PromptLooper REST API. Thread-safe; blocks the calling (virtual) thread for at most 30 seconds.
public final class RestApi {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String baseUrl;
    private final HttpClient client;

    /// @param baseUrl where the API is, for example `http://127.0.0.1:8400`
    public RestApi(String baseUrl) {
        this.baseUrl = baseUrl.endsWith("/") ? baseUrl.substring(0, baseUrl.length() - 1) : baseUrl;
        this.client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    }

    /// @param path  path below the base URL; use [#segment] for values in it
    /// @param query parameters; entries with empty values are left out
    /// @throws RestFailure when the answer is not a success
    public JsonNode get(String path, Map<String, String> query) {
        StringJoiner joiner = new StringJoiner("&", "?", "").setEmptyValue("");
        query.forEach((name, value) -> {
            if (!value.isEmpty()) {
                joiner.add(name + "=" + segment(value));
            }
        });
        return send(HttpRequest.newBuilder(URI.create(baseUrl + path + joiner)).GET(), Map.of());
    }

    /// @param path    path below the base URL
    /// @param body    sent as JSON
    /// @param headers extra headers, for example an `Idempotency-Key`
    /// @throws RestFailure when the answer is not a success
    public JsonNode post(String path, Object body, Map<String, String> headers) {
        return send(HttpRequest.newBuilder(URI.create(baseUrl + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body))), headers);
    }

    /// A value as one URL path segment or query value.
    public static String segment(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode send(HttpRequest.Builder request, Map<String, String> headers) {
        headers.forEach(request::header);
        HttpResponse<String> response;
        try {
            response = client.send(request.header("Accept", "application/json").timeout(TIMEOUT).build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new RestFailure(0, "PromptLooper's API at " + baseUrl + " does not answer; is the instance running?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RestFailure(0, "the call was interrupted; try again");
        }
        JsonNode body = parse(response.body());
        if (response.statusCode() / 100 != 2) {
            throw new RestFailure(response.statusCode(), explain(response.statusCode(), body));
        }
        return body;
    }

    private static JsonNode parse(String body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JacksonException e) {
            return Json.MAPPER.missingNode();
        }
    }

    private static String explain(int status, JsonNode problem) {
        StringJoiner text = new StringJoiner("\n");
        text.add(problem.path("detail")
                .asString(problem.path("title").asString("the API answered with status " + status)));
        problem.path("errors")
                .forEach(error -> text
                        .add("- " + error.path("field").asString("?") + ": " + error.path("message").asString("")));
        return text.toString();
    }
}
