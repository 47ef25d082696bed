package dev.promptlooper.standalone.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promptlooper.contracts.event.DeadLetter;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.standalone.cli.Api;
import dev.promptlooper.standalone.cli.CliFailure;
import dev.promptlooper.standalone.StartFailure;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class StandaloneInstanceIT {

    @Test
    void instanceServesStopsAndFindsEverythingAgain(@TempDir Path data) throws Exception {
        // Given
        long kept;
        try (StandaloneInstance instance = StandaloneInstance.start(StandaloneOptions.ephemeral(data, Map.of()))) {
            servesHealthAndPage(instance);
            refusesForeignHosts(instance);
            refusesASecondInstance(instance);
            assertThat(InstanceFile.read(data)).hasValueSatisfying(file -> {
                assertThat(file.url()).isEqualTo(instance.url().toString());
                assertThat(file.bootstrapServers()).isEqualTo(instance.bootstrapServers());
            });
            letsInWhoHasTheKeyOrTheLinkOfTheFirstStart(instance, data);
            kept = writeOneRecord(instance, data);
            try (Connection connection = connect(instance); var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE kept AS SELECT 42 AS answer");
            }
        }
        assertThat(data.resolve("instance.json")).doesNotExist();
        // When
        try (StandaloneInstance again = StandaloneInstance.start(StandaloneOptions.ephemeral(data, Map.of()))) {
            // Then
            assertThat(again.setupLink()).as("somebody is there").isEmpty();
            assertThat(endOfDeadLetters(again, data)).isEqualTo(kept);
            try (Connection connection = connect(again);
                    var row = connection.createStatement().executeQuery("SELECT answer FROM kept")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt(1)).isEqualTo(42);
            }
        }
        assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    private static void servesHealthAndPage(StandaloneInstance instance) throws Exception {
        HttpResponse<String> health = get(instance.url().resolve("/actuator/health"));
        assertThat(health.statusCode()).describedAs(health.body()).isEqualTo(200);
        HttpResponse<String> page = get(instance.url().resolve("/"));
        assertThat(page.body()).contains("<title>PromptLooper</title>");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse("")).contains("script-src 'self'");
    }

    /// S02: nothing else comes with the installation.
    private static void letsInWhoHasTheKeyOrTheLinkOfTheFirstStart(StandaloneInstance instance, Path data)
            throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("access/signing.key"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("access/local.key"))))
                .isEqualTo("rw-------");
        assertThat(get(instance.url().resolve("/api/v1/sweeps")).statusCode()).isEqualTo(401);
        try (Api api = new Api(instance.url(), instance.localKey())) {
            assertThat(api.get("/api/v1/users").path("users").size()).isZero();
            String token = instance.setupLink().orElseThrow().replaceFirst(".*#token=", "");
            try (Api nobody = new Api(instance.url(), null)) {
                assertThat(nobody.post("/api/v1/auth/redeem", Map.of("token", token)).path("role").asString())
                        .isEqualTo("admin");
                assertThatThrownBy(() -> nobody.post("/api/v1/auth/redeem", Map.of("token", token)))
                        .as("it works once")
                        .isInstanceOf(CliFailure.class);
                for (String password : List.of("admin", "password", "promptlooper", "changeme", "")) {
                    assertThatThrownBy(
                            () -> nobody.post("/api/v1/auth/login", Map.of("name", "admin", "password", password)))
                            .isInstanceOf(CliFailure.class);
                }
            }
            assertThat(api.get("/api/v1/users").path("users").path(0).path("name").asString()).isEqualTo("admin");
        }
    }

    /// By hand, because Java's client does not let a Host header be chosen.
    private static void refusesForeignHosts(StandaloneInstance instance) throws Exception {
        try (Socket socket = new Socket(java.net.InetAddress.getLoopbackAddress(), instance.url().getPort());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            out.write("GET / HTTP/1.0\r\nHost: evil.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains(" 421 ")
                    .contains(
                            "PROMPTLOOPER_ALLOWED_HOSTS");
        }
    }

    private static void refusesASecondInstance(StandaloneInstance instance) {
        assertThatThrownBy(
                () -> StandaloneInstance.start(StandaloneOptions.ephemeral(instance.dataDirectory(), Map.of())))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(instance.url().toString());
    }

    private static long writeOneRecord(StandaloneInstance instance, Path data) throws Exception {
        KafkaSettings settings = KafkaSettings.local(instance.bootstrapServers(), data);
        DeadLetter letter = new DeadLetter(1, "test", "topic", 0, 7, null, null, "undecodable", "because", 1);
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(settings.producer())) {
            String topic = Topic.DEAD_LETTER.topicName();
            return producer
                    .send(new ProducerRecord<>(topic, 0, "key", Topic.DEAD_LETTER.serde().serialize(topic, letter)))
                    .get()
                    .offset() + 1;
        }
    }

    private static long endOfDeadLetters(StandaloneInstance instance, Path data) {
        KafkaSettings settings = KafkaSettings.local(instance.bootstrapServers(), data);
        TopicPartition partition = new TopicPartition(Topic.DEAD_LETTER.topicName(), 0);
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings.consumerWithoutGroup())) {
            return consumer.endOffsets(List.of(partition), Duration.ofSeconds(20)).getOrDefault(partition, -1L);
        }
    }

    private static Connection connect(StandaloneInstance instance) throws Exception {
        return DriverManager.getConnection(instance.jdbcUrl(), instance.database().user(),
                instance.database().password());
    }

    private static HttpResponse<String> get(URI uri) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void takenPortLeavesNothingRunning(@TempDir Path data) throws Exception {
        // Given
        try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            StandaloneOptions options = new StandaloneOptions(data, BindAddress.LOOPBACK, 0, 0, 0, taken.getLocalPort(),
                    Map.of(), List.of(),
                    Map.of());
            // When / Then
            assertThatThrownBy(() -> StandaloneInstance.start(options)).isInstanceOf(StartFailure.class)
                    .hasMessageContaining("--postgres-port");
            assertThat(Files.exists(data.resolve("kafka"))).isFalse();
            DataDirectory.open(data).close();
        }
    }
}
