package dev.promptlooper.standalone.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/// Commands to a sweep that runs, from the command line: those that are carried out, and those that are refused.
class SteeringIT {

    private static final int CASES = 400;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;
    @SuppressWarnings("NullAway.Init")
    private PipelineFixture pipeline;

    @BeforeEach
    void start() {
        pipeline = PipelineFixture.start(folder.resolve("data"));
    }

    @AfterEach
    void stop() {
        pipeline.close();
    }

    @Test
    void sweepIsPausedPrunedResumedAndCancelledFromTheCommandLine() throws Exception {
        // Given
        pipeline.latency("80");
        Path sweep = SweepFiles.sums(folder, "steered", 5_000, CASES, "models: [fake/small, fake/large]\n");
        CompletableFuture<Cli> run = CompletableFuture.supplyAsync(() -> pipeline.cli("run", sweep.toString()));
        String id = pipeline.awaitNewest("steered", item -> PipelineFixture.settled(item) >= 20)
                .path("sweepId")
                .asString();
        // When
        Cli paused = pipeline.cli("pause", id);
        // Then
        assertThat(paused.json().path("status").asString()).isEqualTo("PAUSED");
        Cli ended = run.join();
        assertThat(ended.json().path("status").asString()).isEqualTo("PAUSED");
        assertThat(ended.exitCode()).as("a sweep that somebody stopped has no result").isEqualTo(1);
        JsonNode quiet = Awaitility.await()
                .until(() -> pipeline.sweep(id), item -> item.path("totals").path("outstanding").asInt() == 0);
        int settled = PipelineFixture.settled(quiet);
        assertThat(settled).isLessThan(2 * CASES);
        refuses("paused", "pause", id);
        refuses("wait for its end", "archive", id);
        refuses("99999", "prune", id, "99999");
        refuses("99999", "pin", id, "1", "99999");
        refuses("version", "resume", id, "--expected-version", "1");
        // When
        pipeline.succeed("prune", id, behind(id, settled), "--reason", "too small");
        pipeline.succeed("resume", id);
        // Then
        assertThat(PipelineFixture.settled(pipeline.awaitStatus(id, "COMPLETED"))).isLessThan(2 * CASES);
        refuses("COMPLETED", "cancel", id);
        // When
        Cli filed = pipeline.cli("archive", id, "no-such-sweep");
        // Then
        assertThat(filed.exitCode()).isEqualTo(1);
        assertThat(filed.err()).contains("no-such-sweep").doesNotContain(id);
        assertThat(pipeline.succeed("sweeps").path("items").valueStream().map(SteeringIT::id)).doesNotContain(id);
        assertThat(pipeline.succeed("sweeps", "--archived").path("items").valueStream().map(SteeringIT::id))
                .contains(id);
        assertThat(pipeline.succeed("leaderboard", id)).isNotEmpty();
        refuses("in the archive already", "archive", id);
        pipeline.succeed("unarchive", "last");
        assertThat(pipeline.succeed("sweeps").path("items").valueStream().map(SteeringIT::id)).contains(id);
    }

    private static String id(JsonNode sweep) {
        return sweep.path("sweepId").asString();
    }

    private void refuses(String why, String... command) {
        Cli refused = pipeline.cli(command);
        assertThat(refused.exitCode()).as(String.join(" ", command)).isEqualTo(1);
        assertThat(refused.err().strip()).contains(why).doesNotContain("\n\tat ").hasLineCount(1);
    }

    /// Index of a candidate that has not had all of its cases; the planner decides which of the two goes first.
    private String behind(String id, int settled) {
        JsonNode rows = Awaitility.await()
                .until(() -> pipeline.succeed("leaderboard", id),
                        board -> settled == board.valueStream().mapToInt(row -> row.path("n").asInt()).sum());
        boolean small = rows.valueStream()
                .anyMatch(row -> row.path("model").asString().equals("fake/small") && row.path("n").asInt() == CASES);
        return small ? "1" : "0";
    }
}
