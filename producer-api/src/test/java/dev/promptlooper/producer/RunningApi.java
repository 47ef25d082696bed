package dev.promptlooper.producer;

import com.zaxxer.hikari.HikariDataSource;
import dev.promptlooper.contracts.access.AuditLog;
import dev.promptlooper.contracts.access.Authenticator;
import dev.promptlooper.contracts.access.ServiceAccess;
import dev.promptlooper.contracts.access.SigningKey;
import dev.promptlooper.contracts.database.DatabaseSettings;
import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.testkit.TestPostgres;
import dev.promptlooper.producer.plan.SweepEstimator;
import dev.promptlooper.producer.plan.SweepPlan;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import javax.sql.DataSource;

/// The producer API as it is shipped, on a free port, with a database of its own; with the planner or without, and behind a door
/// that lets everybody in unless it says otherwise.
public final class RunningApi implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = {FlywayAutoConfiguration.class, KafkaAutoConfiguration.class})
    @Import(CatalogueConfiguration.class)
    static class WithoutPlanner {}

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = {FlywayAutoConfiguration.class, KafkaAutoConfiguration.class})
    @Import(ProducerApiConfiguration.class)
    static class WithPlanner {}

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = {FlywayAutoConfiguration.class, KafkaAutoConfiguration.class})
    @Import({CatalogueConfiguration.class, CommandDoorConfiguration.class})
    static class BehindDoor {}

    private RunningApi(ConfigurableApplicationContext context) {
        this.context = context;
        this.base = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    /// @param endpoints endpoints of the operator
    public static RunningApi start(KafkaSettings kafka, EndpointCatalog endpoints, SweepEstimator estimator) {
        return start(WithoutPlanner.class, kafka, endpoints, estimator, Map.of());
    }

    /// Everything, the planner too.
    public static RunningApi startWithPlanner(KafkaSettings kafka, EndpointCatalog endpoints) {
        return start(WithPlanner.class, kafka, endpoints, null, Map.of());
    }

    private static RunningApi start(Class<?> application, KafkaSettings kafka, EndpointCatalog endpoints,
            @Nullable SweepEstimator estimator, Map<String, Object> more) {
        HikariDataSource dataSource = ProducerApiApplication
                .dataSource(new DatabaseSettings(TestPostgres.newDatabase(), "postgres", "postgres"));
        Map<String, Object> properties = new HashMap<>(ProducerApiApplication.DEFAULTS);
        properties.put("server.port", "0");
        properties.put("promptlooper.access.bcrypt-cost", "4");
        properties.putAll(more);
        SigningKey key = SigningKey.of("a signing key for the tests of this module");
        ApplicationContextInitializer<GenericApplicationContext> beans = context -> {
            context.registerBean(KafkaSettings.class, () -> kafka);
            context.registerBean(EndpointCatalog.class, () -> endpoints);
            context.registerBean(InstantSource.class, Clock::systemUTC);
            context.registerBean(SigningKey.class, () -> key);
            ServiceAccess access = ServiceAccess.of(key, Map.of(), dataSource, Clock.systemUTC());
            if (application == BehindDoor.class) {
                context.registerBean(Authenticator.class, access::authenticator);
                context.registerBean(AuditLog.class, access::audit);
            } else {
                context.registerBean(TestDoor.class, () -> new TestDoor(access.authenticator()));
            }
            if (estimator != null) {
                context.registerBean(SweepEstimator.class, () -> estimator);
            }
            context.registerBean(DataSource.class, () -> dataSource);
        };
        return new RunningApi(
                new SpringApplicationBuilder(application).properties(properties).initializers(beans).run());
    }

    /// Without the planner, and behind the door that is shipped, with real keys and the real audit log: nobody comes in who
    /// shows nothing.
    static RunningApi startBehindDoor(KafkaSettings kafka) {
        return start(BehindDoor.class, kafka, EndpointCatalog.of(Endpoint.of("fake", "http://127.0.0.1:9/v1")),
                _ -> plan(List.of()), Map.of());
    }

    /// The same without the planner and with further properties, as if they were variables of the environment.
    public static RunningApi start(KafkaSettings kafka, Map<String, Object> properties) {
        return start(WithoutPlanner.class, kafka, EndpointCatalog.of(Endpoint.of("fake", "http://127.0.0.1:9/v1")),
                _ -> plan(List.of()), properties);
    }

    /// An endpoint named `fake` and an estimator without objections.
    public static RunningApi start(KafkaSettings kafka) {
        return start(kafka, EndpointCatalog.of(Endpoint.of("fake", "http://127.0.0.1:9/v1")), _ -> plan(List.of()));
    }

    public static SweepPlan plan(List<SweepPlan.Problem> problems) {
        return new SweepPlan(1, 1, 1, 1, 0, true, 1, new SweepPlan.Range(1, 2, 3), null, null, List.of("a guess"),
                problems,
                List.of());
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    /// An answer.
    public record Answer(int status, Map<String, List<String>> headers, String text) {

        public JsonNode json() {
            return Json.MAPPER.readTree(text);
        }

        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of("")).getFirst();
        }

        /// Fields and messages of a problem, for assertions.
        public List<String> errors() {
            List<String> errors = new ArrayList<>();
            json().path("errors")
                    .forEach(e -> errors.add(e.path("field").asString() + ": " + e.path("message").asString()));
            return errors;
        }
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer post(String path, String json) {
        return post(path, json, null);
    }

    public Answer post(String path, String json, @Nullable String idempotencyKey) {
        HttpRequest.Builder request = request(path).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        return send(idempotencyKey == null ? request : request.header("Idempotency-Key", idempotencyKey));
    }

    public Answer put(String path, String json) {
        return send(request(path).header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    public Answer upload(String query, String contentType, String content) {
        return send(request("/api/v1/datasets" + query).header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(content)));
    }

    public Answer upload(String query, String contentType, Supplier<InputStream> content) {
        return send(request("/api/v1/datasets" + query).header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofInputStream(content)));
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path));
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers().map(), response.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
        http.close();
    }
}
