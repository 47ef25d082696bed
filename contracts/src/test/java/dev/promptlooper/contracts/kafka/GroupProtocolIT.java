package dev.promptlooper.contracts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.ThreadMetadata;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/// What the two group protocols of Kafka Streams take to start, stop, share and take over: the figures of
/// `docs/adr/014-classic-group-protocol.md`. Prints, asserts nothing about time.
@Tag("slow")
class GroupProtocolIT {

    private static final int ROUNDS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Map<String, List<Long>> millis = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(strings = {"classic", "streams"})
    void membershipMovesWithTheProcesses(String protocol, @TempDir Path folder) throws Exception {
        try (TestKafka kafka = TestKafka.start(folder.resolve("unused"))) {
            for (int i = 0; i < 100; i++) {
                kafka.sendBytes(Topic.RUN_REQUESTED.topicName(), "key-" + i, new byte[]{1});
            }
            for (int round = 0; round < ROUNDS; round++) {
                Path here = folder.resolve("round-" + round);
                StreamsApp first = app(kafka, protocol, round, here.resolve("a"));
                time("1 first start of a group until it processes", first::start, () -> hasTasks(first, 4));
                time("2 orderly stop", first::close, () -> true);
                StreamsApp again = app(kafka, protocol, round, here.resolve("a"));
                time("3 start on existing state", again::start, () -> hasTasks(again, 4));
                StreamsApp second = app(kafka, protocol, round, here.resolve("b"));
                time("4 a second process until both share", second::start, () -> hasTasks(second, 2)
                        && hasTasks(again, 2));
                time("5 the first leaves, the second has all", again::close, () -> hasTasks(second, 4));
                second.close();
            }
        }
        millis.forEach((what, times) -> System.out.printf("%s: %s: median %d ms of %s%n", protocol, what,
                times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow(), times));
        assertThat(millis).hasSize(5);
    }

    private void time(String what, Runnable action, BooleanSupplier done) {
        long before = System.nanoTime();
        action.run();
        await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(done::getAsBoolean);
        millis.computeIfAbsent(what, ignored -> new ArrayList<>())
                .add(Duration.ofNanos(System.nanoTime() - before).toMillis());
    }

    private static boolean hasTasks(StreamsApp app, int count) {
        return app.isHealthy() && app.streams().state().name().equals("RUNNING")
                && app.streams()
                        .metadataForLocalThreads()
                        .stream()
                        .map(ThreadMetadata::activeTasks)
                        .mapToInt(java.util.Set::size)
                        .sum() == count;
    }

    private static StreamsApp app(TestKafka kafka, String protocol, int round, Path stateDir) {
        Map<String, Object> config = kafka.settings().streams("round-" + round, true, 100, kafka.clusterId());
        config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        config.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, protocol);
        if (protocol.equals("streams")) {
            config.keySet().removeIf(key -> key.startsWith(StreamsConfig.MAIN_CONSUMER_PREFIX));
        }
        return new StreamsApp(CountingTopology.first(), config);
    }
}
