package dev.promptlooper.standalone.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.access.Requirement;
import dev.promptlooper.contracts.access.Route;
import dev.promptlooper.contracts.access.Routes;
import dev.promptlooper.contracts.access.SecurityHeaders;
import dev.promptlooper.contracts.access.SigningKey;
import dev.promptlooper.contracts.database.DatabaseSettings;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.testkit.TestPostgres;
import dev.promptlooper.executor.ExecutorApplication;
import dev.promptlooper.mcp.McpApplication;
import dev.promptlooper.mcp.McpDoorConfiguration;
import dev.promptlooper.producer.CommandRoutes;
import dev.promptlooper.producer.FirstStart;
import dev.promptlooper.producer.ProducerApiApplication;
import dev.promptlooper.projector.ProjectorApplication;
import dev.promptlooper.projector.QueryRoutes;
import dev.promptlooper.scoring.ScorerRoutes;
import dev.promptlooper.scoring.ScoringApplication;
import dev.promptlooper.standalone.cli.Api;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The ports of services that run alone (`promptlooper service NAME`): each is made of what its application imports, with its own
/// door, and asked by those who may not. What they take from the environment they get from the test.
class ServiceCensusIT {

    /// @param application as `promptlooper service` starts it
    /// @param table       all that its port serves
    private record Service(String name, Class<?> application, Routes table) {}

    private static final List<Service> SERVICES = List.of(
            new Service("producer-api", ProducerApiApplication.class, CommandRoutes.TABLE.and(Routes.HEALTH)),
            new Service("projector", ProjectorApplication.class, QueryRoutes.TABLE.and(Routes.HEALTH)),
            new Service("scoring", ScoringApplication.class, ScorerRoutes.TABLE.and(Routes.HEALTH)),
            new Service("executor", ExecutorApplication.class, Routes.HEALTH),
            new Service("mcp", McpApplication.class, McpDoorConfiguration.TABLE));

    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS",
            "TRACE");
    private static final List<String> OF_FRAMEWORKS = List.of("/", "/error", "/actuator", "/actuator/env",
            "/actuator/heapdump", "/actuator/health/db", "/api", "/api/v2/none", "/index.html", "/webjars/none");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = {FlywayAutoConfiguration.class, KafkaAutoConfiguration.class,
        DataSourceAutoConfiguration.class})
    static class Surroundings {}

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;
    @SuppressWarnings("NullAway.Init")
    private static TestKafka kafka;
    @SuppressWarnings("NullAway.Init")
    private static Api admin;
    private static final Map<Service, ConfigurableApplicationContext> RUNNING = new LinkedHashMap<>();

    @BeforeAll
    static void start() throws IOException {
        kafka = TestKafka.start(folder);
        SharedBeans beans = new SharedBeans(kafka.settings(), EndpointCatalog.of(),
                new DatabaseSettings(TestPostgres.newDatabase(), "postgres", "postgres"),
                SigningKey.of("a signing key for the census of the services"), Map.of());
        for (Service service : SERVICES) {
            Map<String, Object> properties = new HashMap<>();
            properties.put("spring.config.name", "none"); // of the others, which share this class path
            properties.put("server.port", "0");
            properties.put("server.address", "127.0.0.1");
            properties.put("spring.main.banner-mode", "off");
            properties.put("spring.threads.virtual.enabled", "true");
            if (!RUNNING.isEmpty()) {
                properties.put("promptlooper.url", url(RUNNING.values().iterator().next()).toString());
            }
            List<Class<?>> parts = new ArrayList<>(List.of(Surroundings.class));
            parts.addAll(List.of(service.application().getAnnotation(Import.class).value()));
            SpringApplication application = new SpringApplication(parts.toArray(Class[]::new));
            application.addInitializers(context -> beans.initialize((GenericApplicationContext) context));
            application.setDefaultProperties(properties);
            application.setRegisterShutdownHook(false);
            RUNNING.put(service, application.run());
        }
        ConfigurableApplicationContext first = RUNNING.values().iterator().next();
        Path key = folder.resolve("local.key");
        first.getBean(FirstStart.class).ensureLocalKey(key);
        admin = new Api(url(first), Files.readString(key).strip());
    }

    @AfterAll
    static void stop() {
        admin.close();
        new ArrayList<>(RUNNING.values()).reversed().forEach(ConfigurableApplicationContext::close);
        kafka.close();
    }

    private static URI url(ConfigurableApplicationContext context) {
        return URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
    }

    private static Http http(Service service) {
        return new Http(url(java.util.Objects.requireNonNull(RUNNING.get(service))).getPort());
    }

    private static String key(String... scopes) {
        return admin.post("/api/v1/keys", Map.of("name", "census", "scopes", List.of(scopes)))
                .path("secret")
                .asString();
    }

    private static boolean isAnonymous(Service service, String method, String pattern) {
        String verb = method.equals("HEAD") ? "GET" : method;
        return service.table()
                .all()
                .stream()
                .anyMatch(route -> route.name().equals(verb + " " + pattern)
                        && route.requirement() == Requirement.ANONYMOUS);
    }

    private static Set<String> patterns(Service service) {
        Set<String> patterns = service.table()
                .all()
                .stream()
                .map(Route::pattern)
                .collect(Collectors.toCollection(TreeSet::new));
        patterns.addAll(OF_FRAMEWORKS);
        return patterns;
    }

    @Test
    void s01EveryHandlerOfAServiceAloneIsInItsTable() {
        RUNNING.forEach((service, context) -> {
            Set<String> own = service.table()
                    .all()
                    .stream()
                    .map(Route::name)
                    .filter(name -> !name.contains(" /actuator/") && !service.name().equals("mcp")) // servlets, not handlers
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(Mappings.of(context)).as(service.name()).isEqualTo(own);
        });
    }

    @Test
    void s01PortOfAServiceAloneAnswersNobodyAnonymouslyButWhereItsTableSaysSo() throws Exception {
        for (Service service : SERVICES) {
            for (String pattern : patterns(service)) {
                for (String method : METHODS) {
                    // When
                    Http.Answer answer = http(service).send(method, Mappings.example(pattern), null,
                            method.equals("GET") ? null : "{}");
                    // Then
                    String what = service.name() + ": " + method + " " + pattern;
                    if (!isAnonymous(service, method, pattern)) {
                        assertThat(answer.status()).as(what).isIn(401, 403, 405);
                    }
                    assertThat(answer.head()).as("s14 " + what).contains(SecurityHeaders.ALL.keySet());
                }
            }
            assertThat(http(service).send("GET", "/actuator/health", null, null).status()).as(service.name())
                    .isIn(200, 503);
        }
    }

    @Test
    void s01TooNarrowAKeyIsRefusedByEveryServiceAlone() throws Exception {
        Map<Requirement, String> without = Map.of(Requirement.READ, key("write", "run", "admin"), Requirement.WRITE,
                key("read", "run", "admin"), Requirement.RUN, key("read", "write", "admin"), Requirement.ADMIN,
                key("read", "write", "run"));
        for (Service service : SERVICES) {
            for (Route route : service.table().all()) {
                String key = without.get(route.requirement());
                if (key != null) {
                    Http.Answer answer = http(service).send(route.method(), Mappings.example(route.pattern()), key,
                            route.method().equals("GET") ? null : "{}");
                    assertThat(answer.status()).as(service.name() + ": " + route.name()).isEqualTo(403);
                }
            }
        }
    }

    @Test
    void s01WhatIsNotInTheTableOfAServiceIsNotServedToAnAdminEither() throws Exception {
        // Given
        String key = key("read", "write", "run", "admin");
        for (Service service : SERVICES) {
            Set<String> own = service.table().all().stream().map(Route::name).collect(Collectors.toSet());
            List<Route> foreign = SERVICES.stream()
                    .filter(other -> !other.equals(service))
                    .flatMap(other -> other.table().all().stream())
                    .filter(route -> !own.contains(route.name()) && !route.pattern().contains("**"))
                    .toList();
            for (Route route : foreign) {
                // Then: the executor knows no keys at all
                assertThat(http(service).send(route.method(), Mappings.example(route.pattern()), key,
                        route.method().equals("GET") ? null : "{}").status())
                        .as(service.name() + ": " + route.name())
                        .isIn(service.name().equals("executor") ? List.of(401) : List.of(404, 405));
            }
        }
    }

    @Test
    void s10ForeignHostIsRefusedByEveryServiceAlone() throws IOException {
        for (Service service : SERVICES) {
            for (String path : List.of("/actuator/health", "/", "/api/v1/overview", "/mcp")) {
                assertThat(
                        http(service).raw(("GET " + path + " HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n")
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII)).status())
                        .as(service.name() + ": " + path)
                        .isEqualTo(421);
            }
        }
    }
}
