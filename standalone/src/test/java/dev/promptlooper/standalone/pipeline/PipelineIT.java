package dev.promptlooper.standalone.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.standalone.fakellm.Ledger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// From the sweep file to the leaderboard and what is made of it, from the command line.
class PipelineIT {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path data;
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;
    @SuppressWarnings("NullAway.Init")
    private static PipelineFixture pipeline;
    @SuppressWarnings("NullAway.Init")
    private static Ledger ledger;

    @BeforeAll
    static void start() {
        pipeline = PipelineFixture.start(data.resolve("data"));
        ledger = pipeline.llm().ledger();
    }

    @AfterAll
    static void stop() {
        pipeline.close();
    }

    @BeforeEach
    void answerQuickly() {
        pipeline.latency("5");
    }

    @Test
    void sweepGoesFromItsFileToItsLeaderboardAndAgainFromTheCache() throws Exception {
        // Given
        Path sweep = SweepFiles.sums(folder, "small", 1_000, 50, """
                models: [fake/small, fake/large]
                params: {temperature: [0, 1.2]}
                """);
        int before = ledger.size();
        // When
        Cli first = pipeline.cli("run", sweep.toString(), "--output", folder.resolve("x.json").toString(), "--output",
                folder.resolve("x.csv").toString(), "--output", folder.resolve("x.junit.xml").toString());
        int paid = ledger.size() - before;
        Cli again = pipeline.cli("run", sweep.toString());
        // Then
        assertThat(first.exitCode()).describedAs(first.err()).isZero();
        JsonNode result = first.json();
        assertThat(result.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(result.path("counts").path("runs").asInt()).isEqualTo(200);
        assertThat(result.path("counts").path("failed").asInt()).isZero();
        assertThat(result.path("spend").asDouble()).isPositive();
        assertThat(result.path("leaderboard").size()).isEqualTo(4);
        assertThat(result.path("leaderboard").path(0).path("model").asString()).isEqualTo("fake/large");
        assertThat(result.path("leaderboard").path(0).path("n").asInt()).isEqualTo(50);
        assertThat(folder.resolve("x.json")).content().contains("candidateId");
        assertThat(Files.readAllLines(folder.resolve("x.csv"))).hasSize(5);
        assertThat(folder.resolve("x.junit.xml")).content().contains("<testsuite ");
        assertThat(paid).isEqualTo(200);
        assertThat(again.json().path("counts").path("hits").asInt()).isEqualTo(200);
        assertThat(again.json().path("spend").asDouble()).isZero();
        assertThat(ledger.size() - before).isEqualTo(200);
        assertThat(scores(again.json())).isEqualTo(scores(result));
    }

    @Test
    void twoIdenticalSweepsAtOncePayEveryAnswerOnce() throws Exception {
        // Given
        Path sweep = SweepFiles.sums(folder, "twins", 2_000, 150,
                "models: [fake/small]\nparams: {temperature: [0, 0.5]}\nrepeats: 2\n");
        int before = ledger.size();
        pipeline.latency("uniform:10-60");
        // When
        CompletableFuture<Cli> one = CompletableFuture.supplyAsync(() -> pipeline.cli("run", sweep.toString()));
        CompletableFuture<Cli> two = CompletableFuture.supplyAsync(() -> pipeline.cli("run", sweep.toString()));
        JsonNode first = one.join().json();
        JsonNode second = two.join().json();
        // Then
        assertThat(first.path("counts").path("runs").asInt()).isEqualTo(600);
        assertThat(second.path("counts").path("runs").asInt()).isEqualTo(600);
        assertThat(ledger.size() - before).isEqualTo(600);
        assertThat(ledger.paidAgain()).isZero();
        assertThat(scores(first)).isEqualTo(scores(second));
    }

    @Test
    void budgetIsAHardCap() throws Exception {
        // Given
        Path sweep = SweepFiles.sums(folder, "capped", 3_000, 300, """
                models: [fake/small]
                params: {max_tokens: 64}
                budget: {calls: 100}
                """);
        int before = ledger.size();
        // When
        JsonNode result = pipeline.cli("run", sweep.toString()).json();
        // Then
        assertThat(result.path("status").asString()).isEqualTo("BUDGET_EXHAUSTED");
        assertThat(ledger.size() - before).isLessThanOrEqualTo(100);
        assertThat(result.path("counts").path("runs").asInt()).isBetween(90, 100);
        // When
        String id = result.path("sweepId").asString();
        assertThat(pipeline.cli("budget", id, "--unlimited").exitCode()).isZero();
        // Then
        pipeline.awaitStatus(id, "COMPLETED");
        assertThat(ledger.size() - before).isEqualTo(300);
    }

    @Test
    void figureThatIsNotReachedExitsWith100() throws Exception {
        Path sweep = SweepFiles.sums(folder, "under", 7_000, 20, "models: [fake/tiny]\n");
        assertThat(pipeline.cli("run", sweep.toString(), "--fail-under", "numeric-match=1.01").exitCode())
                .isEqualTo(100);
        assertThat(pipeline.cli("run", sweep.toString(), "--fail-under", "numeric-match=0.01").exitCode()).isZero();
    }

    @Test
    void planSaysWhatIsCachedAndValidateNamesTheLine() throws Exception {
        // Given
        Path sweep = SweepFiles.sums(folder, "planned", 8_000, 30, "models: [fake/large]\n");
        pipeline.cli("run", sweep.toString());
        Path wrong = SweepFiles.sums(folder, "wrong", 8_100, 2, "models: [nowhere/large]\n");
        // When
        JsonNode plan = pipeline.cli("plan", sweep.toString()).json().path("plan");
        Cli invalid = pipeline.cli("validate", wrong.toString());
        // Then
        assertThat(plan.path("runs").asInt()).isEqualTo(30);
        assertThat(plan.path("knownAnswers").asInt()).isEqualTo(30);
        assertThat(plan.path("calls").asInt()).isZero();
        assertThat(invalid.exitCode()).isEqualTo(1);
        assertThat(invalid.out()).contains("nowhere").contains("\"line\" : 7");
    }

    @Test
    void runsAndLeaderboardAreExported() throws Exception {
        // Given
        Path sweep = SweepFiles.sums(folder, "exported", 9_000, 25, "models: [fake/large]\n");
        String id = pipeline.cli("run", sweep.toString()).json().path("sweepId").asString();
        // When
        Cli runs = Cli.run("export", id, "--data", pipeline.instance().dataDirectory().toString(), "--output",
                folder.resolve("runs.csv").toString());
        Cli board = Cli.run("export", id, "--data", pipeline.instance().dataDirectory().toString(), "--what",
                "leaderboard", "--output",
                folder.resolve("board.jsonl").toString());
        // Then
        assertThat(runs.exitCode()).describedAs(runs.err()).isZero();
        assertThat(board.exitCode()).describedAs(board.err()).isZero();
        assertThat(Files.readAllLines(folder.resolve("runs.csv"))).hasSize(26);
        assertThat(Files.readAllLines(folder.resolve("board.jsonl"))).hasSize(1);
    }

    private static Map<String, Double> scores(JsonNode result) {
        Map<String, Double> scores = new TreeMap<>();
        result.path("leaderboard")
                .forEach(row -> scores.put(row.path("candidateId").asString(), row.path("score").asDouble()));
        return scores;
    }
}
