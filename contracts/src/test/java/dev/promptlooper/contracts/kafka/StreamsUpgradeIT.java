package dev.promptlooper.contracts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// A release with another topology goes on with the offsets and the state of the one before.
class StreamsUpgradeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path stateDir;
    @SuppressWarnings("NullAway.Init")
    private static TestKafka kafka;
    private static long failures;
    private static long runs;

    @BeforeAll
    static void startKafka() {
        kafka = TestKafka.start(stateDir);
        failures = send(Topic.CALL_FAILED, 20);
        runs = send(Topic.RUN_REQUESTED, 60);
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void changedTopologyGoesOnWithOffsetsAndState(boolean exactlyOnce) throws Exception {
        // Given
        Map<String, Object> config = config("changed-" + exactlyOnce, exactlyOnce);
        try (StreamsApp app = start(CountingTopology.first(), config)) {
            awaitCount(app, CountingTopology.RUNS, runs);
        }
        long whileStopped = send(Topic.RUN_REQUESTED, 30);
        // When
        try (StreamsApp app = start(CountingTopology.second(), config)) {
            // Then
            goesOn(app, whileStopped);
            assertThat(CountingTopology.sum(app, CountingTopology.RUNS_IN_MEMORY)).isEqualTo(runs);
        }
        // When: and back again
        try (StreamsApp app = start(CountingTopology.first(), config)) {
            // Then
            runs += send(Topic.RUN_REQUESTED, 10);
            awaitCount(app, CountingTopology.RUNS, runs);
            assertThat(CountingTopology.sum(app, CountingTopology.RUNS_IN_MEMORY)).isEqualTo(runs);
        }
    }

    @Test
    void groupThatAnEarlierReleaseMadeWithTheStreamsProtocolIsTakenOver() throws Exception {
        // Given
        Map<String, Object> config = config("migrated", true);
        Map<String, Object> earlier = config("migrated", true);
        earlier.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "streams");
        earlier.keySet().removeIf(key -> key.startsWith(StreamsConfig.MAIN_CONSUMER_PREFIX));
        try (StreamsApp app = start(CountingTopology.first(), earlier)) {
            awaitCount(app, CountingTopology.RUNS, runs);
        }
        long whileStopped = send(Topic.RUN_REQUESTED, 30);
        // When
        try (StreamsApp app = start(CountingTopology.second(), config)) {
            // Then
            goesOn(app, whileStopped);
        }
    }

    private static void goesOn(StreamsApp app, long whileStopped) {
        runs += whileStopped;
        awaitCount(app, CountingTopology.RUNS, runs);
        awaitCount(app, CountingTopology.SINCE_UPGRADE, whileStopped);
        awaitCount(app, CountingTopology.FAILURES, failures);
    }

    private static Map<String, Object> config(String application, boolean exactlyOnce) {
        return kafka.settings().streams(application, exactlyOnce, 100, kafka.clusterId());
    }

    private static StreamsApp start(Topology topology, Map<String, Object> config) throws InterruptedException {
        StreamsApp app = new StreamsApp(topology, config);
        app.start();
        assertThat(app.awaitRunning(PATIENCE)).isTrue();
        return app;
    }

    private static void awaitCount(StreamsApp app, String store, long count) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(CountingTopology.sum(app, store)).isEqualTo(count));
    }

    /// @return how many were sent
    private static long send(Topic<?> topic, int count) {
        for (int i = 0; i < count; i++) {
            kafka.sendBytes(topic.topicName(), "key-" + i, new byte[]{1});
        }
        return count;
    }
}
