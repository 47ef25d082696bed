package dev.promptlooper.mcp.rest;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// Calls the PromptLooper REST API, as one caller or, without a token, as nobody. Thread-safe; blocks the calling (virtual) thread
/// for at most 30 seconds, or for as long as the call says.
public final class RestApi {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String AGENT = "promptlooper-mcp/0.1.0";

    private final String baseUrl;
    private final HttpClient client;
    private final @Nullable Supplier<String> bearer;
    private final String agent;

    /// @param baseUrl where the API is, for example `http://127.0.0.1:8400`
    public RestApi(String baseUrl) {
        this(baseUrl.endsWith("/") ? baseUrl.substring(0, baseUrl.length() - 1) : baseUrl,
                client(), null, AGENT);
    }

    /// Answers are taken on virtual threads: the client's own pool has a platform thread for each that comes at once.
    private static HttpClient client() {
        return HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    private RestApi(String baseUrl, HttpClient client, @Nullable Supplier<String> bearer, String agent) {
        this.baseUrl = baseUrl;
        this.client = client;
        this.bearer = bearer;
        this.agent = agent;
    }

    /// The same API with the rights of a caller; shares the connections.
    ///
    /// @param token asked before each request, so that it can be renewed; may throw [RestFailure]
    public RestApi as(Supplier<String> token) {
        return new RestApi(baseUrl, client, token, agent);
    }

    /// As [#as(Supplier)], in the name of a client program: the API's audit log shows it.
    ///
    /// @param program as the client calls itself; what does not fit into a header is left out
    public RestApi as(Supplier<String> token, String program) {
        String name = program.replaceAll("[^\\x20-\\x7e]|[()\\\\]", "").strip();
        return new RestApi(baseUrl, client, token,
                name.isEmpty() ? AGENT : AGENT + " (" + name.substring(0, Math.min(name.length(), 80)) + ")");
    }

    /// @param path  path below the base URL; use [#segment] for values in it
    /// @param query parameters; entries with empty values are left out
    /// @throws RestFailure when the answer is not a success
    public JsonNode get(String path, Map<String, String> query) {
        return get(path, query, TIMEOUT);
    }

    /// As [#get(String, Map)], for answers that may take longer.
    public JsonNode get(String path, Map<String, String> query, Duration timeout) {
        return send(HttpRequest.newBuilder(uri(path, query)).GET(), Map.of(), timeout);
    }

    /// @param path    path below the base URL
    /// @param body    sent as JSON
    /// @param headers extra headers, for example an `Idempotency-Key`
    /// @throws RestFailure when the answer is not a success
    public JsonNode post(String path, Object body, Map<String, String> headers) {
        return post(path, Map.of(), body, headers);
    }

    /// As [#post(String, Object, Map)], with query parameters.
    public JsonNode post(String path, Map<String, String> query, Object body, Map<String, String> headers) {
        return send(json(path, query).POST(BodyPublishers.ofString(Json.write(body))), headers, TIMEOUT);
    }

    /// @throws RestFailure when the answer is not a success
    public JsonNode put(String path, Object body) {
        return send(json(path, Map.of()).PUT(BodyPublishers.ofString(Json.write(body))), Map.of(), TIMEOUT);
    }

    /// A value as one URL path segment or query value.
    public static String segment(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder json(String path, Map<String, String> query) {
        return HttpRequest.newBuilder(uri(path, query)).header("Content-Type", "application/json");
    }

    private URI uri(String path, Map<String, String> query) {
        StringJoiner joiner = new StringJoiner("&", "?", "").setEmptyValue("");
        query.forEach((name, value) -> {
            if (!value.isEmpty()) {
                joiner.add(name + "=" + segment(value));
            }
        });
        return URI.create(baseUrl + path + joiner);
    }

    private JsonNode send(HttpRequest.Builder request, Map<String, String> headers, Duration timeout) {
        headers.forEach(request::header);
        request.header("User-Agent", agent);
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer.get());
        }
        HttpResponse<String> response;
        try {
            response = client.send(request.header("Accept", "application/json, application/*+json").timeout(timeout).build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw RestFailure.noAnswer("PromptLooper's API does not answer; is the instance running?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RestFailure.noAnswer("the call was interrupted; try again");
        }
        JsonNode body = parse(response.body());
        if (response.statusCode() / 100 != 2) {
            throw new RestFailure(response.statusCode(), body,
                    response.headers().firstValue("Retry-After").orElse(null));
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
}
