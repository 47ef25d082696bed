package dev.promptlooper.projector.projection;

import static dev.promptlooper.projector.Samples.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.projector.ProjectorFixture;
import dev.promptlooper.projector.live.ChangeFeed;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;

class ResilienceIT {

    private static final Path STATE = Path.of("target", "streams");

    private static void sendRuns(TestKafka kafka, String sweep, int from, int to) {
        for (int index = from; index < to; index++) {
            kafka.send(Topic.RUN_SCORED, sweep, run(sweep, index % 3, index, AnswerSource.CALL));
        }
    }

    @Test
    void otherBrokerMeansRebuildFromWhatItHas() throws Exception {
        TestKafka first = TestKafka.start(STATE);
        try (ProjectorFixture fixture = new ProjectorFixture(first.settings())) {
            // Given
            fixture.start();
            sendRuns(first, "old", 0, 30);
            fixture.awaitCaughtUp();
            String epoch = fixture.text("SELECT epoch FROM results.projection");
            fixture.stop();
            first.close();
            // When
            try (TestKafka second = TestKafka.start(STATE)) {
                sendRuns(second, "new", 0, 20);
                fixture.restart(second.settings());
                // Then
                fixture.awaitRows("run", 20);
                fixture.awaitCaughtUp();
                assertThat(fixture.number("SELECT count(*) FROM results.run WHERE sweep_id = 'old'")).isZero();
                assertThat(fixture.text("SELECT DISTINCT cluster_id FROM results.position"))
                        .isEqualTo(second.clusterId());
                assertThat(fixture.text("SELECT epoch FROM results.projection")).isNotEqualTo(epoch);
                assertThat(fixture.projector().status().clusterId()).isEqualTo(second.clusterId());
                positionBeyondTheLogMeansRebuild(fixture, second);
                outageIsWaitedOutWithoutLossOrDouble(fixture, second);
                twoProjectorsShareTheWork(fixture, second);
                fixture.stop();
            }
        }
    }

    private static void positionBeyondTheLogMeansRebuild(ProjectorFixture fixture, TestKafka kafka) throws Exception {
        // Given
        String epoch = fixture.text("SELECT epoch FROM results.projection");
        // When
        fixture.execute("UPDATE results.position SET next_offset = next_offset + 1000");
        sendRuns(kafka, "new", 20, 25);
        // Then
        fixture.awaitRows("run", 25);
        fixture.awaitCaughtUp();
        assertThat(fixture.text("SELECT epoch FROM results.projection")).isNotEqualTo(epoch);
    }

    private static void outageIsWaitedOutWithoutLossOrDouble(ProjectorFixture fixture, TestKafka kafka)
            throws Exception {
        // Given
        fixture.awaitCaughtUp();
        Outage.during(fixture.database(), () -> {
            // When
            sendRuns(kafka, "new", 25, 60);
            await().untilAsserted(() -> assertThat(fixture.projector().status().state()).isEqualTo(
                    ProjectionStatus.State.WAITING));
            assertThat(fixture.projector().status().problem()).contains("database");
        });
        sendRuns(kafka, "new", 60, 70);
        // Then
        fixture.awaitRows("run", 70);
        assertThat(fixture.number("SELECT runs FROM results.sweep_count WHERE sweep_id = 'new'")).isEqualTo(70);
    }

    private static void twoProjectorsShareTheWork(ProjectorFixture fixture, TestKafka kafka) throws Exception {
        // Given
        Projector other = new Projector(kafka.settings(), fixture.database(), new ChangeFeed(),
                ProjectionSettings.DEFAULT,
                System::nanoTime);
        try (other) {
            other.start();
            for (int sweep = 0; sweep < 10; sweep++) {
                // When
                sendRuns(kafka, "shared-" + sweep, 0, 20);
            }
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(other.status().partitions()).isNotEmpty());
            sendRuns(kafka, "shared-0", 20, 40);
            // Then
            fixture.awaitRows("run", 70 + 200 + 20);
        }
        sendRuns(kafka, "shared-1", 20, 40);
        fixture.awaitRows("run", 70 + 200 + 40);
        assertThat(fixture.number("SELECT sum(runs) FROM results.sweep_count")).isEqualTo(70 + 200 + 40);
    }
}
