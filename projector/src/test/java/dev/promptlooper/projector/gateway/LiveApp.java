package dev.promptlooper.projector.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.testkit.TestAccess;
import dev.promptlooper.projector.ProjectorConfiguration;
import dev.promptlooper.projector.QueryDoorConfiguration;
import dev.promptlooper.projector.live.Connections;
import dev.promptlooper.projector.live.LiveSettings;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import javax.sql.DataSource;

/// The projector as it runs, on a port of its own.
final class LiveApp implements AutoCloseable {

    /// As in production, but forgetting and beating within a second or two.
    static final LiveSettings QUICK = settings(Duration.ofSeconds(30));

    /// @param silence longest time without a sign of life
    static LiveSettings settings(Duration silence) {
        return new LiveSettings(List.of(50, 200, 1_000), 200, 100, 32, 200, 100, 4_000, 8 << 10,
                64 << 10, 20, 1_000, 256 << 10, 256 << 10, 1 << 20, 4 << 20, Duration.ofSeconds(15),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1), silence, Duration.ofSeconds(1), Duration.ofSeconds(10));
    }

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = {FlywayAutoConfiguration.class, DataSourceAutoConfiguration.class})
    @Import({ProjectorConfiguration.class, QueryDoorConfiguration.class})
    static class Application {}

    private final ConfigurableApplicationContext context;

    private LiveApp(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /// The surroundings keep the database.
    static LiveApp start(KafkaSettings kafka, DataSource database, LiveSettings settings) {
        SpringApplication application = new SpringApplication(Application.class);
        application.addInitializers(context -> {
            GenericApplicationContext beans = (GenericApplicationContext) context;
            beans.registerBean("kafkaSettings", KafkaSettings.class, () -> kafka);
            beans.registerBean("dataSource", DataSource.class, () -> database,
                    definition -> definition.setDestroyMethodName(""));
            beans.registerBean("clock", InstantSource.class, InstantSource::system);
            beans.registerBean("access", TestAccess.class, () -> new TestAccess());
            beans.registerBean("liveSettings", LiveSettings.class, () -> settings);
        });
        application.setDefaultProperties(
                Map.of("server.port", "0", "server.address", "127.0.0.1", "spring.main.banner-mode", "off",
                        "spring.threads.virtual.enabled", "true"));
        return new LiveApp(application.run());
    }

    int port() {
        return Integer.parseInt(Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port")));
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    Connections.Gauges gauges() {
        return context.getBean(Connections.class).gauges();
    }

    /// Who may come in.
    TestAccess access() {
        return bean(TestAccess.class);
    }

    RawSocket socket() throws IOException {
        RawSocket socket = new RawSocket(port());
        assertThat(socket.status()).isEqualTo(101);
        return socket;
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .header("Authorization", "Bearer " + TestAccess.ADMIN);
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return Json.read(send(request(path)).body(), JsonNode.class);
    }

    JsonNode poll(String body) throws IOException, InterruptedException {
        HttpResponse<String> response = send(request("/api/v1/poll").header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.read(response.body(), JsonNode.class);
    }

    void awaitNobody() {
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(gauges()).isEqualTo(new Connections.Gauges(0, 0, 0, 0, 0)));
    }

    @Override
    public void close() {
        context.close();
    }
}
