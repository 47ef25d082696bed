package dev.promptlooper.contracts.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.event.DeadLetter;
import dev.promptlooper.contracts.topic.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;

class ServersIT {

    @Test
    void brokerKeepsWhatWasSent(@TempDir Path stateDir) {
        try (TestKafka kafka = TestKafka.start(stateDir)) {
            // Given
            DeadLetter letter = new DeadLetter(1, "test", "topic", 0, 7, null, null, "undecodable", "because", 1);
            // When
            kafka.send(Topic.DEAD_LETTER, "key", letter);
            // Then
            assertThat(kafka.values(Topic.DEAD_LETTER)).containsExactly(letter);
        }
    }

    @Test
    void databasesAreNewAndEmpty() throws Exception {
        // When
        try (Connection connection = DriverManager.getConnection(TestPostgres.newDatabase());
                var tables = connection.getMetaData().getTables(null, "public", "%", null)) {
            // Then
            assertThat(tables.next()).isFalse();
        }
    }
}
