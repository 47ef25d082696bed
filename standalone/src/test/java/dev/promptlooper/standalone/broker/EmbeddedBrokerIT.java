package dev.promptlooper.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.standalone.Main;
import dev.promptlooper.standalone.runtime.Ports;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class EmbeddedBrokerIT {

    private static final int RECORDS = 2_000;
    private static final TopicPartition PARTITION = new TopicPartition("kept", 0);

    @Test
    void acknowledgedRecordsSurviveAKill(@TempDir Path directory) throws Exception {
        // Given a broker process that is killed after it acknowledged
        Path logDir = directory.resolve("kafka");
        int port = Ports.free();
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-cp", System.getProperty("java.class.path"), Main.class.getName(), "broker", "--dir",
                logDir.toString(),
                "--log", directory.resolve("broker.log").toString(), "--port", String.valueOf(port),
                "--controller-port", String.valueOf(Ports.free()))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("broker.out").toFile())
                .start();
        String clusterId;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port))) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get(60, TimeUnit.SECONDS);
            clusterId = admin.describeCluster().clusterId().get();
            produce(port);
        } finally {
            process.destroyForcibly().waitFor();
        }
        // When
        int next = Ports.free();
        try (EmbeddedBroker broker = EmbeddedBroker.start(logDir, next, Ports.free(), reason -> {});
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            // Then
            assertThat(admin.describeCluster().clusterId().get()).isEqualTo(clusterId);
            assertThat(endOffset(next)).isEqualTo(RECORDS);
        }
    }

    @Test
    void exitOfTheBrokerStopsTheApplicationOnceInsteadOfTheJvm() throws Exception {
        // Given
        CompletableFuture<String> told = new CompletableFuture<>();
        ExitTrap.set(told::complete);
        try {
            // When
            Exit.halt(1, "log directory failed");
            Exit.exit(1);
            // Then
            assertThat(told.get(10, TimeUnit.SECONDS)).contains("halt with status 1: log directory failed");
        } finally {
            ExitTrap.ignore();
        }
    }

    private static void produce(int port) {
        Map<String, Object> config = Map.of("bootstrap.servers", "127.0.0.1:" + port, "acks", "all", "key.serializer",
                ByteArraySerializer.class, "value.serializer", ByteArraySerializer.class);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config)) {
            for (int i = 0; i < RECORDS; i++) {
                producer.send(new ProducerRecord<>("kept", new byte[100]));
            }
            producer.flush();
        }
    }

    private static long endOffset(int port) {
        Map<String, Object> config = Map.of("bootstrap.servers", "127.0.0.1:" + port, "key.deserializer",
                ByteArrayDeserializer.class, "value.deserializer", ByteArrayDeserializer.class);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config)) {
            return consumer.endOffsets(List.of(PARTITION), Duration.ofSeconds(20)).getOrDefault(PARTITION, -1L);
        }
    }
}
