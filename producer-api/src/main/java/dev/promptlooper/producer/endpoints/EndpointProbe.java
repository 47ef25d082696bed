package dev.promptlooper.producer.endpoints;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.SecretRef;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.producer.endpoints.EndpointHealth.Status;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/// Asks endpoints for their models. An answer is kept for five seconds, so that a dashboard that polls does not burden the
/// endpoint. Redirects are not followed and answers are bounded. Thread-safe.
public final class EndpointProbe {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final long KEEP_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int MAX_ANSWER = 4 << 20;

    private final HttpClient http;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(Endpoint endpoint, long at, CompletableFuture<EndpointHealth> health) {}

    /// @param environment where `env:` references look
    EndpointProbe(HttpClient http, Map<String, String> environment, InstantSource clock, LongSupplier nanoTime) {
        this.http = http;
        this.environment = environment;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /// A client as the probe needs it.
    static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(command -> Thread.ofVirtual().name("endpoint-probe").start(command))
                .build();
    }

    /// The health of an endpoint, at most five seconds old. Takes up to three seconds.
    public EndpointHealth check(Endpoint endpoint) {
        long now = nanoTime.getAsLong();
        Kept entry = kept.compute(endpoint.name(),
                (_, old) -> old != null && old.endpoint().equals(endpoint) && now - old.at() < KEEP_NANOS
                        ? old
                        : new Kept(endpoint, now, ask(endpoint)));
        return entry.health().join();
    }

    private CompletableFuture<EndpointHealth> ask(Endpoint endpoint) {
        CompletableFuture<EndpointHealth> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("endpoint-probe-" + endpoint.name()).start(() -> {
            try {
                answer.complete(askNow(endpoint));
            } catch (RuntimeException e) {
                answer.complete(
                        health(endpoint, Status.UNREACHABLE, "cannot be asked: " + e.getMessage(), List.of(), null));
            }
        });
        return answer;
    }

    private EndpointHealth askNow(Endpoint endpoint) {
        HttpRequest request;
        try {
            request = request(endpoint);
        } catch (IllegalStateException e) {
            return health(endpoint, Status.UNAUTHORIZED, String.valueOf(e.getMessage()), List.of(), null);
        }
        long start = nanoTime.getAsLong();
        CompletableFuture<HttpResponse<InputStream>> sent = http.sendAsync(request,
                HttpResponse.BodyHandlers.ofInputStream());
        // The time-out of a request ends with its headers; a body that trickles needs one of its own.
        CompletableFuture<EndpointHealth> judged = sent.thenApplyAsync(
                response -> judge(endpoint, response, start), command -> Thread.ofVirtual().start(command));
        try {
            return judged.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            sent.thenAccept(response -> closeQuietly(response.body()));
            sent.cancel(true);
            return health(endpoint, Status.UNREACHABLE, "did not answer GET " + request.uri() + " within "
                    + TIMEOUT.toSeconds() + " s; is the server overloaded or the address wrong?", List.of(), null);
        } catch (ExecutionException e) {
            return failed(endpoint, request.uri(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return health(endpoint, Status.UNREACHABLE, "the check was interrupted", List.of(), null);
        }
    }

    private HttpRequest request(Endpoint endpoint) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint.baseUrl() + "/models"))
                .timeout(TIMEOUT)
                .header("Accept", "application/json");
        if (endpoint.apiKey() != null) {
            request.header("Authorization", "Bearer " + endpoint.apiKey().resolve(environment));
        }
        endpoint.headers()
                .forEach((name, value) -> request.setHeader(name,
                        value.startsWith("env:") || value.startsWith("file:")
                                ? SecretRef.parse(value).resolve(environment)
                                : value));
        return request.build();
    }

    private EndpointHealth judge(Endpoint endpoint, HttpResponse<InputStream> response, long start) {
        try (InputStream body = response.body()) {
            int status = response.statusCode();
            if (status == 401 || status == 403) {
                return health(endpoint, Status.UNAUTHORIZED, endpoint.apiKey() == null
                        ? "answers " + status + "; it wants a key, give the endpoint an api-key: env:NAME"
                        : "answers " + status + " to the key of " + endpoint.apiKey()
                                + "; check that it is valid and current",
                        List.of(), elapsed(start));
            }
            if (status == 404 || status == 405 || status == 501) {
                return health(endpoint, Status.UP, "answers, but has no list of models (" + status
                        + "); if calls fail too, the base URL is wrong, it usually ends in /v1", List.of(),
                        elapsed(start));
            }
            if (status != 200) {
                return health(endpoint, Status.UNREACHABLE, "answers " + status
                        + (status / 100 == 3 ? "; redirects are not followed, configure the final address" : ""),
                        List.of(),
                        elapsed(start));
            }
            byte[] bytes = body.readNBytes(MAX_ANSWER);
            List<String> models = models(Json.MAPPER.readTree(bytes));
            return health(endpoint, Status.UP, models.size() + " models", models, elapsed(start));
        } catch (IOException | JacksonException e) {
            return health(endpoint, Status.UNREACHABLE,
                    "answers 200 with something that is not a list of models; does the base URL end in /v1?", List.of(),
                    elapsed(start));
        }
    }

    private static List<String> models(JsonNode answer) throws IOException {
        JsonNode data = answer.path("data");
        if (!data.isArray()) {
            throw new IOException("no data array");
        }
        return data.valueStream()
                .map(model -> model.path("id").asString(""))
                .filter(id -> !id.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }

    private EndpointHealth failed(Endpoint endpoint, URI uri, @Nullable Throwable cause) {
        String message = switch (cause) {
            case HttpTimeoutException _ -> "did not answer GET " + uri + " within " + TIMEOUT.toSeconds() + " s";
            case ConnectException _ -> "nothing listens at " + uri.getAuthority()
                    + "; start the server, or correct base-url of endpoint '" + endpoint.name() + "'";
            case null, default -> "cannot be reached at " + uri.getAuthority() + " ("
                    + (cause == null ? "unknown" : cause.getClass().getSimpleName()) + ")";
        };
        return health(endpoint, Status.UNREACHABLE, message, List.of(), null);
    }

    private EndpointHealth health(Endpoint endpoint, Status status, String message, List<String> models,
            @Nullable Long latencyMs) {
        return new EndpointHealth(endpoint.name(), status, message, models, latencyMs, clock.instant());
    }

    private long elapsed(long start) {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - start);
    }

    private static void closeQuietly(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // it is given up anyway
        }
    }
}
