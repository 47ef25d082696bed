package dev.promptlooper.producer.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.testkit.TestPostgres;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.producer.SharedApi;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

class CommandRelayIT {

    @Test
    void outageKeepsCommandsAndTheNextRelayDeliversThemInOrder(@TempDir Path dir) {
        try (HikariDataSource dataSource = new HikariDataSource()) {
            dataSource.setJdbcUrl(TestPostgres.newDatabase());
            // Given
            CatalogDatabase database = CatalogDatabase.open(dataSource);
            Outbox outbox = new Outbox(database.jdbc(), InstantSource.fixed(Instant.EPOCH));
            for (int i = 0; i < 20; i++) {
                outbox.put(Topic.DEAD_LETTER.topicName(), "relayed",
                        String.valueOf(i).getBytes(StandardCharsets.UTF_8));
            }
            CommandRelay cut = new CommandRelay(database, outbox, KafkaSettings.local("127.0.0.1:9", dir));
            // When
            cut.start();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(cut::isFailing);
            cut.stop();
            // Then
            assertThat(outbox.size()).isEqualTo(20);
            CommandRelay healthy = new CommandRelay(database, outbox, SharedApi.kafka().settings());
            healthy.start();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> outbox.size() == 0);
            healthy.stop();
            assertThat(healthy.isFailing()).isFalse();
            assertThat(RawTopic.values(SharedApi.kafka().settings(), Topic.DEAD_LETTER.topicName(), "relayed"))
                    .containsExactlyElementsOf(
                            java.util.stream.IntStream.range(0, 20).mapToObj(String::valueOf).toList());
        }
    }
}
