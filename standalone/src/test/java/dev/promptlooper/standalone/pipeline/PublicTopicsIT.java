package dev.promptlooper.standalone.pipeline;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.event.Leaderboard;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.testkit.AsyncApi;
import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// What README and AsyncAPI document promise of the topics: any Kafka client reads along, and every record is as described.
class PublicTopicsIT {

    private static final int CASES = 300;
    private static final int RUNS = 2 * CASES;
    private static final AsyncApi DOCUMENT = AsyncApi.load();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path data;
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;
    @SuppressWarnings("NullAway.Init")
    private static PipelineFixture pipeline;

    @BeforeAll
    static void start() {
        pipeline = PipelineFixture.start(data.resolve("data"));
    }

    @AfterAll
    static void stop() {
        pipeline.close();
    }

    /// The client here is kcat, which is librdkafka, the base of most clients outside of Java.
    @Test
    void foreignClientReadsScoresAndLeaderboardWhileTheSweepRuns() throws Exception {
        Path program = Kcat.installed().orElse(null);
        Assumptions.assumeTrue(program != null,
                "neither kcat nor kafkacat is on the PATH; install one of them to run this proof");
        // Given
        Path sweep = SweepFiles.sums(folder, "followed", 1_000, CASES, "models: [fake/small, fake/large]\n");
        try (Kcat scores = Kcat.follow(program, pipeline.instance().bootstrapServers(),
                Topic.RUN_SCORED.topicName());
                Kcat boards = Kcat.follow(program, pipeline.instance().bootstrapServers(),
                        Topic.LEADERBOARD.topicName())) {
            pipeline.latency("100");
            // When
            CompletableFuture<Cli> run = CompletableFuture.supplyAsync(() -> pipeline.cli("run", sweep.toString()));
            String id = pipeline.awaitNewest("followed", item -> item.has("sweepId")).path("sweepId").asString();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> scored(scores, id).size() >= 20 && !shown(boards, id).isEmpty());
            pipeline.succeed("pause", id);
            int settled = PipelineFixture.settled(pipeline.sweep(id));
            assertThat(settled).describedAs("the sweep was under way when kcat printed").isLessThan(RUNS);
            assertThat(run.join().json().path("status").asString()).isEqualTo("PAUSED");
            pipeline.succeed("resume", id);
            pipeline.awaitStatus(id, "COMPLETED");
            // Then
            JsonNode first = pipeline.succeed("leaderboard", id).path(0);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> scored(scores, id).size() >= RUNS && shown(boards, id).getLast().runs() == RUNS);
            assertThat(scored(scores, id)).hasSize(RUNS)
                    .extracting(one -> one.run().id())
                    .doesNotHaveDuplicates();
            List<Leaderboard> shown = shown(boards, id);
            assertThat(shown).extracting(Leaderboard::revision).isSorted().doesNotHaveDuplicates();
            assertThat(shown.getFirst().runs()).isLessThan(RUNS);
            assertThat(shown.getLast().top()).hasSize(2).first().satisfies(best -> {
                assertThat(best.candidate().id()).isEqualTo(first.path("candidateId").asString());
                assertThat(best.n()).isEqualTo(CASES);
                assertThat(best.score()).isEqualTo(first.path("score").asDouble());
            });
            assertThat(scores.problems()).isEmpty();
            assertThat(boards.problems()).isEmpty();
        }
    }

    @Test
    void everyRecordOfEveryPublicTopicIsAsItsDocumentSays() throws Exception {
        // Given a sweep with failed runs, retries and every kind of command, and a record that no service can read
        pipeline.latency("200");
        Path sweep = SweepFiles.sums(folder, "documented", 11_000, 40, """
                models: [fake/small, faulty/large]
                params:
                  temperature: {float: [0, 1.5]}
                  top_k: {log: [1, 100]}
                  max_tokens: {int: [32, 96], step: 16}
                strategy: {type: random, samples: 6, seed: 7}
                repeats: 2
                budget: {usd: 5, minutes: 10}
                concurrency: 32
                priority: 60
                """);
        CompletableFuture<Cli> run = CompletableFuture.supplyAsync(() -> pipeline.cli("run", sweep.toString()));
        String id = pipeline.awaitNewest("documented", item -> PipelineFixture.settled(item) >= 10)
                .path("sweepId")
                .asString();
        pipeline.steerEveryWay(id);
        assertThat(run.join().json().path("status").asString()).isEqualTo("PAUSED");
        pipeline.latency("5");
        pipeline.succeed("resume", id);
        JsonNode ended = pipeline.awaitStatus(id, "COMPLETED");
        assertThat(ended.path("totals").path("failed").asInt()).isPositive();
        pipeline.succeed("run", sweep.toString());
        // Only a search publishes verdicts.
        pipeline.succeed("run", SweepFiles.sums(folder, "searched", 12_000, 20, """
                models: [fake/small]
                params:
                  temperature: [0, 0.5, 1.0]
                  max_tokens: [32, 64]
                strategy: {type: guided, seed: 7}
                budget: {usd: 5}
                """).toString());
        PublicTopics.sendUnreadable(pipeline.instance().bootstrapServers(), Topic.CALL_FAILED);
        // When
        Map<Topic<?>, List<ConsumerRecord<String, byte[]>>> topics = Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> PublicTopics.read(pipeline.instance().bootstrapServers()),
                        read -> read.values().stream().noneMatch(List::isEmpty));
        // Then
        topics.forEach((topic, records) -> assertThat(records).allSatisfy(record -> {
            assertThat(DOCUMENT.validate(topic, record.value())).isEmpty();
            Object value = requireNonNull(topic.serde().deserialize(topic.topicName(), record.value()));
            assertThat(record.key()).describedAs(topic.topicName()).isEqualTo(PublicTopics.key(value));
        }));
    }

    private static List<RunScored> scored(Kcat scores, String sweepId) {
        return of(Topic.RUN_SCORED, scores, sweepId);
    }

    private static List<Leaderboard> shown(Kcat boards, String sweepId) {
        return of(Topic.LEADERBOARD, boards, sweepId);
    }

    private static <T> List<T> of(Topic<T> topic, Kcat kcat, String sweepId) {
        return kcat.lines()
                .stream()
                .filter(line -> line.key().equals(sweepId))
                .map(line -> read(topic, line))
                .toList();
    }

    /// A line as our own record, after checking its key and its fields.
    private static <T> T read(Topic<T> topic, Kcat.Line line) {
        byte[] bytes = line.value().getBytes(StandardCharsets.UTF_8);
        assertThat(DOCUMENT.validate(topic, bytes)).isEmpty();
        T value = topic.serde().deserialize(topic.topicName(), bytes);
        assertThat(PublicTopics.key(value)).isEqualTo(line.key());
        return value;
    }
}
