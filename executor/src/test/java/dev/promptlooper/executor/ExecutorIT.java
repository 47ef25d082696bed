package dev.promptlooper.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.kafka.StreamsApp;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.testkit.TestPostgres;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.executor.caller.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Router and caller together on a real broker.
class ExecutorIT {

    @TempDir
    static Path temp;
    private static TestKafka kafka;
    private static final PGSimpleDataSource DATABASE = new PGSimpleDataSource();

    private FakeEndpoint endpoint;
    private EndpointCatalog catalog;
    private final List<AutoCloseable> running = new ArrayList<>();

    @BeforeAll
    static void start() {
        kafka = TestKafka.start(temp.resolve("kafka"));
        DATABASE.setUrl(TestPostgres.newDatabase());
        BodiesMigration.migrate(DATABASE);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @BeforeEach
    void startEndpoint() throws IOException {
        endpoint = new FakeEndpoint();
        catalog = EndpointCatalog.of(new Endpoint("local", endpoint.url(), null, Map.of(), 16, null, null,
                Duration.ofSeconds(30), 3, 1024, Map.of()));
    }

    @AfterEach
    void stopAll() throws Exception {
        for (AutoCloseable part : running.reversed()) {
            part.close();
        }
        endpoint.close();
    }

    @Test
    void identicalSweepsPayOnceAndAnswersSurviveARestart() throws Exception {
        // Given
        endpoint.slow(Duration.ofMillis(20));
        Path state = temp.resolve("state-a");
        StreamsApp router = track(ExecutorUnderTest.router(kafka, state));
        track(caller());
        // When
        for (int i = 0; i < 300; i++) {
            ask("a1", i, "q" + i);
            ask("a2", i, "q" + i);
        }
        // Then
        awaitCompleted(Set.of("a1", "a2"), 600);
        assertThat(endpoint.callsByHash()).hasSize(300).allSatisfy((_, calls) -> assertThat(calls).hasValue(1));
        assertThat(sources("a1", "a2").get(AnswerSource.CALL)).isEqualTo(300);

        // When
        router.close();
        running.remove(router);
        track(ExecutorUnderTest.router(kafka, state));
        for (int i = 0; i < 300; i++) {
            ask("a3", i, "q" + i);
        }
        // Then
        awaitCompleted(Set.of("a3"), 300);
        assertThat(sources("a3")).containsOnly(Map.entry(AnswerSource.HIT, 300L));
        assertThat(endpoint.calls()).isEqualTo(300);
        assertThat(kafka.values(Topic.DEAD_LETTER)).isEmpty();
    }

    private Caller caller() {
        return ExecutorUnderTest.caller(kafka, DATABASE, catalog, Map.of());
    }

    private <T extends AutoCloseable> T track(T part) {
        running.add(part);
        return part;
    }

    private void ask(String sweep, int caseIndex, String question) {
        RunRequested request = Fixtures.request(sweep, caseIndex, question, "local", endpoint.url(), null,
                System.currentTimeMillis());
        kafka.send(Topic.RUN_REQUESTED, request.configHash(), request);
    }

    private void awaitCompleted(Set<String> sweeps, int runs) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(completed(sweeps).stream().map(done -> done.run().id()).distinct())
                        .hasSize(runs));
    }

    private List<RunCompleted> completed(Set<String> sweeps) {
        return kafka.values(Topic.RUN_COMPLETED)
                .stream()
                .filter(done -> sweeps.contains(done.run().sweepId()))
                .toList();
    }

    private Map<AnswerSource, Long> sources(String... sweeps) {
        return completed(Set.of(sweeps)).stream()
                .collect(Collectors.groupingBy(done -> ((RunCompleted.Answered) done.outcome()).source(),
                        Collectors.counting()));
    }
}
