package dev.promptlooper.producer.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.endpoint.ModelPrice;
import dev.promptlooper.contracts.endpoint.SecretRef;
import dev.promptlooper.producer.endpoints.EndpointHealth.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

class EndpointIT {

    private static final String CANARY = "sk-canary-8d1f";

    private final AtomicLong nanos = new AtomicLong();
    private final EndpointProbe probe = new EndpointProbe(Map.of("THE_KEY", CANARY),
            InstantSource.fixed(Instant.EPOCH), nanos::get);
    private final List<@Nullable String> authorizations = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private int status = 200;
    private String body = "{\"data\": [{\"id\": \"b\"}, {\"id\": \"a\"}]}";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/models", exchange -> {
            authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void endpointThatAnswersIsUpWithItsModels() {
        // When
        EndpointHealth health = probe.check(endpoint());
        // Then
        assertThat(health.status()).isEqualTo(Status.UP);
        assertThat(health.models()).containsExactly("a", "b");
        assertThat(authorizations).containsExactly("Bearer " + CANARY);
        assertThat(health.toString()).doesNotContain(CANARY);
    }

    @Test
    void answerIsKeptForFiveSeconds() {
        // When
        probe.check(endpoint());
        nanos.addAndGet(Duration.ofMillis(4900).toNanos());
        probe.check(endpoint());
        // Then
        assertThat(authorizations).hasSize(1);
        nanos.addAndGet(Duration.ofMillis(200).toNanos());
        probe.check(endpoint());
        assertThat(authorizations).hasSize(2);
    }

    @Test
    void wrongKeyIsUnauthorizedAndTheReferenceIsNamed() {
        // Given
        status = 401;
        body = "{\"error\": \"Incorrect API key provided: " + CANARY + "\"}";
        // When
        EndpointHealth health = probe.check(endpoint());
        // Then
        assertThat(health.status()).isEqualTo(Status.UNAUTHORIZED);
        assertThat(health.message()).contains("env:THE_KEY").doesNotContain(CANARY);
    }

    @Test
    void missingKeyIsUnauthorizedWithoutAsking() {
        // Given
        EndpointProbe unset = new EndpointProbe(Map.of(), InstantSource.fixed(Instant.EPOCH),
                nanos::get);
        // When
        EndpointHealth health = unset.check(endpoint());
        // Then
        assertThat(health.status()).isEqualTo(Status.UNAUTHORIZED);
        assertThat(health.message()).contains("THE_KEY is not set");
        assertThat(authorizations).isEmpty();
    }

    @Test
    void endpointWithoutModelListIsUp() {
        status = 404;
        assertThat(probe.check(endpoint()).status()).isEqualTo(Status.UP);
    }

    @Test
    void garbageErrorsAndRedirectsAreUnreachable() {
        body = "<html>";
        assertThat(probe.check(endpoint()).status()).isEqualTo(Status.UNREACHABLE);
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        status = 302;
        assertThat(probe.check(endpoint()).message()).contains("redirects are not followed");
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        status = 503;
        assertThat(probe.check(endpoint()).message()).contains("503");
    }

    @Test
    void closedPortIsUnreachable() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        // When
        EndpointHealth health = probe.check(Endpoint.of("gone", "http://127.0.0.1:" + port + "/v1"));
        // Then
        assertThat(health.status()).isEqualTo(Status.UNREACHABLE);
        assertThat(health.message()).contains("nothing listens").contains("gone");
    }

    @Test
    void silentServerIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            // When
            EndpointHealth health = probe
                    .check(Endpoint.of("silent", "http://127.0.0.1:" + silent.getLocalPort() + "/v1"));
            // Then
            assertThat(health.status()).isEqualTo(Status.UNREACHABLE);
            assertThat(health.message()).contains("within 3 s");
        }
    }

    @Test
    void s30AddressThatMayNotBeAskedIsUnreachableAndTheWayOutIsNamed() {
        // When
        EndpointHealth metadata = probe.check(Endpoint.of("meta", "http://169.254.169.254/latest"));
        EndpointHealth hidden = probe.check(Endpoint.of("hidden", "http://2130706433/v1"));
        // Then
        assertThat(metadata.status()).isEqualTo(Status.UNREACHABLE);
        assertThat(metadata.message()).contains("LLM_ALLOWED_HOSTS=169.254.169.254");
        assertThat(hidden.message()).contains("127.0.0.1");
        assertThat(authorizations).isEmpty();
    }

    @Test
    void viewShowsNeitherKeyNorHeaders() {
        // Given
        Endpoint endpoint = new Endpoint("e", "http://127.0.0.1:1/v1", SecretRef.parse("env:THE_KEY"),
                Map.of("X-Key", CANARY), 4, 60, null,
                Duration.ofSeconds(30), 3, 512, Map.of("*", new ModelPrice(1, 2)));
        // When
        var view = new EndpointController(EndpointCatalog.of(endpoint), probe).list();
        // Then
        assertThat(view.toString()).contains("hasKey=true").doesNotContain(CANARY).doesNotContain("THE_KEY");
    }

    @Test
    void modelsOfAllEndpointsAreListedWithStatusAndPrice() {
        // Given
        Endpoint priced = new Endpoint("dear", "http://127.0.0.1:1/v1", null, Map.of(), 4, null, null,
                Duration.ofSeconds(30), 3, 512, Map.of("large", new ModelPrice(1, 2)));
        ModelController models = new ModelController(EndpointCatalog.of(endpoint(), priced), probe);
        // When
        var all = models.list(null, null, null, 100).items();
        // Then
        assertThat(all).containsExactly(
                new ModelController.ModelView("dear/large", "dear", Status.UNREACHABLE, false, new ModelPrice(1, 2)),
                new ModelController.ModelView("e/a", "e", Status.UP, true, null),
                new ModelController.ModelView("e/b", "e", Status.UP, true, null));
        assertThat(models.list("LARGE", null, null, 100).items()).hasSize(1);
        assertThat(models.list(null, "e", null, 1).next()).isEqualTo("e/a");
        assertThat(models.list(null, null, "e/a", 1).items()).hasSize(1);
    }

    private Endpoint endpoint() {
        return new Endpoint("e", "http://127.0.0.1:" + server.getAddress().getPort() + "/v1",
                SecretRef.parse("env:THE_KEY"), Map.of(), 4,
                null, null, Duration.ofSeconds(30), 3, 512, Map.of());
    }
}
