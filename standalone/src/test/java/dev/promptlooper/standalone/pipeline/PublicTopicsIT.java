package dev.promptlooper.standalone.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.event.Leaderboard;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.testkit.AsyncApi;
import dev.promptlooper.contracts.topic.Topic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// What the README promises of the topics: any Kafka client reads along. The client here is kcat, which is librdkafka, the base
/// of most clients outside of Java.
class KcatIT {

    private static final int CASES = 300;
    private static final int RUNS = 2 * CASES;
    private static final AsyncApi DOCUMENT = AsyncApi.load();

    @Test
    void foreignClientReadsScoresAndLeaderboardWhileTheSweepRuns(@TempDir Path folder) throws Exception {
        Path program = Kcat.installed().orElse(null);
        Assumptions.assumeTrue(program != null,
                "neither kcat nor kafkacat is on the PATH; install one of them to run this proof");
        // Given
        Path sweep = SweepFiles.sums(folder, "followed", 1_000, CASES, "models: [fake/small, fake/large]\n");
        try (PipelineFixture pipeline = PipelineFixture.start(folder.resolve("data"));
                Kcat scores = Kcat.follow(program, pipeline.instance().bootstrapServers(),
                        Topic.RUN_SCORED.topicName());
                Kcat boards = Kcat.follow(program, pipeline.instance().bootstrapServers(),
                        Topic.LEADERBOARD.topicName())) {
            pipeline.latency("100");
            // When
            CompletableFuture<Cli> run = CompletableFuture.supplyAsync(() -> pipeline.cli("run", sweep.toString()));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> scores.lines().size() >= 20 && !boards.lines().isEmpty());
            String id = pipeline.awaitNewest("followed", item -> item.has("sweepId")).path("sweepId").asString();
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
                    .until(() -> scores.lines().size() >= RUNS
                            && read(Topic.LEADERBOARD, boards.lines().getLast()).runs() == RUNS);
            List<RunScored> scored = scores.lines().stream().map(line -> read(Topic.RUN_SCORED, line)).toList();
            assertThat(scored).hasSize(RUNS).extracting(one -> one.run().id()).doesNotHaveDuplicates();
            assertThat(scored).allSatisfy(one -> assertThat(one.run().sweepId()).isEqualTo(id));
            List<Leaderboard> shown = boards.lines().stream().map(line -> read(Topic.LEADERBOARD, line)).toList();
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

    /// A line as our own record, after checking its key and its fields.
    private static <T> T read(Topic<T> topic, Kcat.Line line) {
        byte[] bytes = line.value().getBytes(StandardCharsets.UTF_8);
        assertThat(DOCUMENT.validate(topic, bytes)).isEmpty();
        T value = topic.serde().deserialize(topic.topicName(), bytes);
        assertThat(PublicTopics.key(value)).isEqualTo(line.key());
        return value;
    }
}
