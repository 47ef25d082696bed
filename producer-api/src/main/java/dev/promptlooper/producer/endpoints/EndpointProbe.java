package dev.promptlooper.producer.endpoints;

import dev.promptlooper.contracts.egress.EgressGuard;
import dev.promptlooper.contracts.egress.EgressRefused;
import dev.promptlooper.contracts.egress.EndpointConnections;
import dev.promptlooper.contracts.egress.ResponseBody;
import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.SecretRef;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.producer.endpoints.EndpointHealth.Status;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
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
public final class EndpointProbe implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final long KEEP_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int SHORTEST_KEY = 8;
    private static final int MAX_ANSWER = 4 << 20;

    private final EndpointConnections connections;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final ResponseBody bodies = new ResponseBody(MAX_ANSWER, 4L * MAX_ANSWER);
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(Endpoint endpoint, long at, CompletableFuture<EndpointHealth> health) {}

    /// @param environment where `env:` references look, and `LLM_ALLOWED_HOSTS`
    /// @throws IllegalArgumentException when `LLM_ALLOWED_HOSTS` is malformed
    EndpointProbe(Map<String, String> environment, InstantSource clock, LongSupplier nanoTime) {
        this.connections = new EndpointConnections(EgressGuard.fromEnvironment(environment));
        this.environment = environment;
        this.clock = clock;
        this.nanoTime = nanoTime;
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
        HttpGet request;
        try {
            request = request(endpoint);
        } catch (IllegalStateException e) {
            return health(endpoint, Status.UNAUTHORIZED, String.valueOf(e.getMessage()), List.of(), null);
        }
        long start = nanoTime.getAsLong();
        CompletableFuture<EndpointHealth> judged = new CompletableFuture<>();
        Thread.ofVirtual().name("endpoint-probe-" + endpoint.name()).start(() -> {
            try (ClassicHttpResponse response = connections.client().executeOpen(host(request), request, null)) {
                judged.complete(judge(endpoint, request, response, start));
                request.abort(); // what is left of the answer is not waited for
            } catch (IOException | RuntimeException e) {
                judged.completeExceptionally(e);
            }
        });
        try {
            // The time-out of a socket starts anew with every byte; this one does not.
            return judged.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            request.abort();
            return silent(endpoint);
        } catch (ExecutionException e) {
            return failed(endpoint, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            request.abort();
            return health(endpoint, Status.UNREACHABLE, "the check was interrupted", List.of(), null);
        }
    }

    private static HttpHost host(HttpGet request) {
        return new HttpHost(request.getScheme(), request.getAuthority());
    }

    private HttpGet request(Endpoint endpoint) {
        HttpGet request = new HttpGet(URI.create(endpoint.baseUrl() + "/models"));
        request.setConfig(RequestConfig.custom().setResponseTimeout(Timeout.of(TIMEOUT)).build());
        request.setHeader(HttpHeaders.ACCEPT, "application/json");
        request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        if (endpoint.apiKey() != null) {
            request.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + endpoint.apiKey().resolve(environment));
        }
        endpoint.headers()
                .forEach((name, value) -> request.setHeader(name,
                        value.startsWith("env:") || value.startsWith("file:")
                                ? SecretRef.parse(value).resolve(environment)
                                : value));
        return request;
    }

    private EndpointHealth judge(Endpoint endpoint, HttpGet request, ClassicHttpResponse response,
            long start) throws IOException {
        int status = response.getCode();
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
        try {
            HttpEntity entity = response.getEntity();
            List<String> models = models(Json.MAPPER.readTree(entity == null ? new byte[0] : bodies.read(entity)))
                    .stream()
                    .filter(model -> !repeatsHeader(request, model))
                    .toList();
            return health(endpoint, Status.UP, models.size() + " models", models, elapsed(start));
        } catch (NotModels | ResponseBody.TooLarge | ResponseBody.Crowded | ResponseBody.Unreadable
                | JacksonException e) {
            return health(endpoint, Status.UNREACHABLE,
                    "answers 200 with something that is not a list of models; does the base URL end in /v1?", List.of(),
                    elapsed(start));
        }
    }

    /// A server that repeats the key it was sent as a name of a model must not have it shown.
    private static boolean repeatsHeader(HttpGet request, String model) {
        return Arrays.stream(request.getHeaders())
                .map(header -> header.getValue().replace("Bearer ", ""))
                .anyMatch(value -> value.length() >= SHORTEST_KEY && model.contains(value));
    }

    private static List<String> models(JsonNode answer) throws NotModels {
        JsonNode data = answer.path("data");
        if (!data.isArray()) {
            throw new NotModels();
        }
        return data.valueStream()
                .map(model -> model.path("id").asString(""))
                .filter(id -> !id.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }

    private EndpointHealth failed(Endpoint endpoint, @Nullable Throwable cause) {
        String address = URI.create(endpoint.baseUrl()).getRawAuthority();
        String message = switch (cause) {
            case EgressRefused refused -> refused.explanation();
            case InterruptedIOException _ -> silent(endpoint).message();
            case ConnectException _ -> "nothing listens at " + address
                    + "; start the server, or correct base-url of endpoint '" + endpoint.name() + "'";
            case null, default -> "cannot be reached at " + address + " ("
                    + (cause == null ? "unknown" : cause.getClass().getSimpleName()) + ")";
        };
        return health(endpoint, Status.UNREACHABLE, message, List.of(), null);
    }

    private EndpointHealth silent(Endpoint endpoint) {
        return health(endpoint, Status.UNREACHABLE, "did not answer GET " + endpoint.baseUrl() + "/models within "
                + TIMEOUT.toSeconds() + " s; is the server overloaded or the address wrong?", List.of(), null);
    }

    private EndpointHealth health(Endpoint endpoint, Status status, String message, List<String> models,
            @Nullable Long latencyMs) {
        return new EndpointHealth(endpoint.name(), status, message, models, latencyMs, clock.instant());
    }

    private long elapsed(long start) {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - start);
    }

    @Override
    public void close() {
        connections.close();
    }

    /// A 200 that says something else.
    private static final class NotModels extends IOException {
        private static final long serialVersionUID = 1;

        NotModels() {
            super("no data array");
        }
    }
}
