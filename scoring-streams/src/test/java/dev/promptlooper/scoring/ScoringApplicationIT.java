package dev.promptlooper.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.scoring.scorer.ScorerCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

import javax.sql.DataSource;

class ScoringApplicationIT {

    @Test
    void serviceStartsReportsHealthAndStops(@TempDir Path stateDir) {
        try (TestKafka kafka = TestKafka.start(stateDir);
                AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            // Given: the shared beans; the database does not answer, which only large answers need
            context.registerBean(KafkaSettings.class, kafka::settings);
            context.registerBean(DataSource.class, PGSimpleDataSource::new);
            context.register(ScoringConfiguration.class);
            // When
            context.refresh();
            ScoringHealth health = context.getBean(ScoringHealth.class);
            // Then
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(Objects.requireNonNull(health.health()).getStatus())
                            .isEqualTo(Status.UP));
            assertThat(context.getBean(ScorerCatalog.class).factories()).hasSize(13);
            context.getBean(ScoringService.class).stop();
            assertThat(Objects.requireNonNull(health.health()).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        }
    }
}
