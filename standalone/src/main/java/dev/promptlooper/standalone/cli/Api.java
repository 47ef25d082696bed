package dev.promptlooper.standalone.cli;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// A running instance over REST. Problem documents (RFC 9457) become one teaching line. Thread-safe.
public final class Api implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final URI base;
    private final HttpClient http;
    private final @Nullable String key;

    /// @param base where the instance listens, for example `http://127.0.0.1:8400`
    /// @param key  API key that every request shows, or null
    public Api(URI base, @Nullable String key) {
        this.base = base;
        this.key = key;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    /// Where the instance listens.
    public URI base() {
        return base;
    }

    /// @throws CliFailure when there is no such thing, or the instance does not answer
    public JsonNode get(String path) {
        return json(request(path).GET().build());
    }

    /// @throws CliFailure with what the instance says is wrong
    public JsonNode post(String path, Object body) {
        return post(path, body, Map.of());
    }

    /// As [#post(String, Object)], with headers.
    public JsonNode post(String path, Object body, Map<String, String> headers) {
        HttpRequest.Builder request = request(path).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(body)));
        headers.forEach(request::header);
        return json(request.build());
    }

    /// Sends a file as the body, without holding it in memory. Has no time limit: a dataset may be large.
    public JsonNode upload(String path, Path file, String contentType) {
        BodyPublisher body;
        try {
            body = BodyPublishers.ofFile(file);
        } catch (FileNotFoundException e) {
            throw new CliFailure("cannot read " + file + "; check the path (it counts from the sweep file's folder)",
                    e);
        }
        return json(known(HttpRequest.newBuilder(uri(path))).header("Content-Type", contentType).POST(body).build());
    }

    /// The body of a GET as a stream; the caller closes it.
    public InputStream stream(String path) {
        HttpResponse<InputStream> response = send(known(HttpRequest.newBuilder(uri(path))).GET().build(),
                BodyHandlers.ofInputStream());
        if (response.statusCode() < 300) {
            return response.body();
        }
        try (InputStream body = response.body()) {
            throw new CliFailure(
                    problem(response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8))
                            + hint(response.statusCode()));
        } catch (IOException e) {
            throw new CliFailure(base + path + " answered " + response.statusCode(), e);
        }
    }

    /// Percent-encodes a value for a path or a query.
    public static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) {
        return known(HttpRequest.newBuilder(uri(path))).timeout(TIMEOUT).header("Accept", "application/json");
    }

    private HttpRequest.Builder known(HttpRequest.Builder request) {
        request.header("User-Agent", "promptlooper-cli");
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    /// @throws CliFailure with what the instance says is wrong
    public JsonNode send(String method, String path, @Nullable Object body) {
        HttpRequest.Builder request = request(path);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return json(request.method(method,
                body == null
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(body)))
                .build());
    }

    /// The address of a path of the instance, however its own was written.
    URI uri(String path) {
        return URI.create(base.toString().replaceAll("/+$", "") + path);
    }

    private JsonNode json(HttpRequest request) {
        HttpResponse<String> response = send(request, BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new CliFailure(problem(response.statusCode(), response.body()) + hint(response.statusCode()));
        }
        try {
            return response.body().isBlank() ? Json.MAPPER.createObjectNode() : Json.MAPPER.readTree(response.body());
        } catch (JacksonException e) {
            throw new CliFailure(request.uri() + " did not answer JSON; is it a PromptLooper instance?", e);
        }
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (ConnectException e) {
            throw new CliFailure(
                    "no instance answers at " + base
                            + "; start one with `promptlooper up`, or give its address with --url",
                    e);
        } catch (HttpTimeoutException e) {
            throw new CliFailure(base + " did not answer in " + TIMEOUT.toSeconds()
                    + " s; look at `promptlooper status` and the instance's log", e);
        } catch (IOException e) {
            throw new CliFailure("the connection to " + base + " broke: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure("interrupted", e);
        }
    }

    private String hint(int status) {
        if (status != 401) {
            return "";
        }
        return key == null
                ? "\n  no API key was found for " + base
                        + ": give one with --key-file or PROMPTLOOPER_API_KEY, or --data DIR of an instance on this machine"
                : "\n  the API key was refused: make another on the dashboard, or with `promptlooper keys create`";
    }

    /// `detail`, then each `field: message (was value)`.
    static String problem(int status, String body) {
        JsonNode document;
        try {
            document = Json.MAPPER.readTree(body);
        } catch (JacksonException e) {
            return "the instance answered " + status + ": " + body.lines().findFirst().orElse("(nothing)");
        }
        String detail = text(document, "detail");
        StringBuilder line = new StringBuilder(detail != null
                ? detail
                : "the instance answered " + status
                        + (text(document, "title") == null ? "" : " " + text(document, "title")));
        for (JsonNode error : document.path("errors")) {
            String message = error.path("message").asString("");
            if (detail != null && detail.contains(message)) {
                continue;
            }
            line.append("\n  ").append(error.path("field").asString("?")).append(": ").append(message);
            JsonNode value = error.path("value");
            if (!value.isMissingNode() && !value.isNull() && !message.contains(value.asString(value.toString()))) {
                line.append(" (was ")
                        .append(value.isString() ? "'" + value.asString() + "'" : value.toString())
                        .append(')');
            }
        }
        return line.toString();
    }

    private static @Nullable String text(JsonNode document, String field) {
        JsonNode node = document.path(field);
        return node.isString() && !node.asString().isBlank() ? node.asString() : null;
    }

    @Override
    public void close() {
        http.close();
    }
}
