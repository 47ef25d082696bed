package dev.promptlooper.scoring.board;

import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.event.DeadLetter;
import dev.promptlooper.contracts.event.Leaderboard;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.contracts.topic.Limits;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.scoring.builtin.BuiltInScorers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/// The scoring topology in a test driver, with typed ends.
final class TopologyBench implements AutoCloseable {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final TopologyTestDriver driver;
    private long nanos;

    TopologyBench(Path stateDir) {
        this(stateDir, text -> Optional.empty());
    }

    TopologyBench(Path stateDir, AnswerTexts texts) {
        this(stateDir, texts, ScoringSettings.DEFAULT);
    }

    TopologyBench(Path stateDir, AnswerTexts texts, ScoringSettings settings) {
        Properties config = new Properties();
        // Not exactly-once: the driver never commits the transaction of a dead letter that comes from a deserializer.
        config.putAll(KafkaSettings.local("127.0.0.1:1", stateDir)
                .streams(ScoringTopology.APPLICATION_ID, false, 100, "test"));
        driver = new TopologyTestDriver(ScoringTopology.create(BuiltInScorers.catalog(List.of()), texts,
                settings, Limits.DEFAULT, () -> nanos), config, START);
    }

    void define(SweepDefinition definition) {
        input(Topic.SWEEP_DEFINITION).pipeInput(definition.sweepId(),
                Topic.SWEEP_DEFINITION.serde().serialize("", definition));
    }

    void define(String sweepId, byte[] raw) {
        input(Topic.SWEEP_DEFINITION).pipeInput(sweepId, raw);
    }

    void complete(RunCompleted... runs) {
        for (RunCompleted run : runs) {
            completeRaw(Topic.RUN_COMPLETED.serde().serialize("", run));
        }
    }

    void completeRaw(byte[] value) {
        input(Topic.RUN_COMPLETED).pipeInput("key", value);
    }

    void scoredRaw(byte[] value) {
        input(Topic.RUN_SCORED).pipeInput("key", value);
    }

    void scored(RunScored run) {
        scoredRaw(Topic.RUN_SCORED.serde().serialize("", run));
    }

    void tell(SweepEvent event) {
        input(Topic.SWEEP_EVENT).pipeInput(event.sweepId(), Topic.SWEEP_EVENT.serde().serialize("", event));
    }

    /// Entries of a store of the board.
    long entries(String store) {
        long count = 0;
        try (KeyValueIterator<Object, Object> all = driver.getKeyValueStore(store).all()) {
            for (; all.hasNext(); all.next()) {
                count++;
            }
        }
        return count;
    }

    void pass(Duration duration) {
        nanos += duration.toNanos();
        driver.advanceWallClockTime(duration);
    }

    List<RunScored> runsScored() {
        return output(Topic.RUN_SCORED);
    }

    List<DeadLetter> deadLetters() {
        return output(Topic.DEAD_LETTER);
    }

    /// The newest leaderboard after an emission.
    Leaderboard leaderboard() {
        pass(Duration.ofMillis(250));
        return output(Topic.LEADERBOARD).getLast();
    }

    List<Leaderboard> leaderboards() {
        return output(Topic.LEADERBOARD);
    }

    /// The newest row per candidate, of those that were emitted since the last call.
    Map<Long, CandidateStats> rows() {
        Map<Long, CandidateStats> rows = new HashMap<>();
        output(Topic.CANDIDATE_STATS).forEach(row -> rows.put(row.candidate().index(), row));
        return rows;
    }

    private TestInputTopic<String, byte[]> input(Topic<?> topic) {
        return driver.createInputTopic(topic.topicName(), new StringSerializer(), new ByteArraySerializer(), START,
                Duration.ZERO);
    }

    private <T> List<T> output(Topic<T> topic) {
        TestOutputTopic<String, byte[]> output = driver.createOutputTopic(topic.topicName(), new StringDeserializer(),
                new ByteArrayDeserializer());
        return output.readValuesToList().stream().map(bytes -> Json.MAPPER.readValue(bytes, topic.type())).toList();
    }

    @Override
    public void close() {
        driver.close();
    }
}
