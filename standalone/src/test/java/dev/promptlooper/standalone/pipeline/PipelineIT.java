package dev.promptlooper.standalone.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.ModelPrice;
import dev.promptlooper.standalone.fakellm.FakeLlm;
import dev.promptlooper.standalone.fakellm.FakeLlmOptions;
import dev.promptlooper.standalone.fakellm.Latency;
import dev.promptlooper.standalone.runtime.StandaloneInstance;
import dev.promptlooper.standalone.runtime.StandaloneOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

class PipelineIT {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path data;
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;
    @SuppressWarnings("NullAway.Init")
    private static FakeLlm llm;
    @SuppressWarnings("NullAway.Init")
    private static StandaloneInstance instance;
    @SuppressWarnings("NullAway.Init")
    private static String url;

    @BeforeAll
    static void start() {
        llm = FakeLlm.start(FakeLlmOptions.DEFAULT.withLatency(Latency.parse("5")));
        Endpoint plain = Endpoint.of("fake", llm.url());
        Endpoint endpoint = new Endpoint("fake", plain.baseUrl(), null, Map.of(), 16, null, null,
                Duration.ofSeconds(20), 3, 64,
                Map.of("*", new ModelPrice(1, 2)));
        instance = StandaloneInstance
                .start(StandaloneOptions.ephemeral(data.resolve("data"), Map.of()).withEndpoints(List.of(endpoint)));
        url = instance.url().toString();
    }

    @AfterAll
    static void stop() {
        instance.close();
        llm.close();
    }

    @Test
    void sweepGoesFromItsFileToItsLeaderboardAndAgainFromTheCache() throws Exception {
        // Given
        Path sweep = SweepFiles.sums(folder, "small", 1_000, 50, """
                models: [fake/small, fake/large]
                params: {temperature: [0, 1.2]}
                """);
        int before = llm.ledger().size();
        // When
        Cli first = Cli.at(url, "run", sweep.toString(), "--output", folder.resolve("x.json").toString(), "--output",
                folder.resolve("x.csv").toString(), "--output", folder.resolve("x.junit.xml").toString());
        int paid = llm.ledger().size() - before;
        Cli again = Cli.at(url, "run", sweep.toString());
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
        assertThat(llm.ledger().size() - before).isEqualTo(200);
        assertThat(scores(again.json())).isEqualTo(scores(result));
    }

    @Test
    void twoIdenticalSweepsAtOncePayEveryAnswerOnce() throws Exception {
        // Given
        Path sweep = SweepFiles.sums(folder, "twins", 2_000, 150,
                "models: [fake/small]\nparams: {temperature: [0, 0.5]}\nrepeats: 2\n");
        int before = llm.ledger().size();
        llm.change(options -> options.withLatency(Latency.parse("uniform:10-60")));
        // When
        CompletableFuture<Cli> one = CompletableFuture.supplyAsync(() -> Cli.at(url, "run", sweep.toString()));
        CompletableFuture<Cli> two = CompletableFuture.supplyAsync(() -> Cli.at(url, "run", sweep.toString()));
        JsonNode first = one.join().json();
        JsonNode second = two.join().json();
        // Then
        assertThat(first.path("counts").path("runs").asInt()).isEqualTo(600);
        assertThat(second.path("counts").path("runs").asInt()).isEqualTo(600);
        assertThat(llm.ledger().size() - before).isEqualTo(600);
        assertThat(llm.ledger().paidAgain()).isZero();
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
        int before = llm.ledger().size();
        // When
        JsonNode result = Cli.at(url, "run", sweep.toString()).json();
        // Then
        assertThat(result.path("status").asString()).isEqualTo("BUDGET_EXHAUSTED");
        assertThat(llm.ledger().size() - before).isLessThanOrEqualTo(100);
        assertThat(result.path("counts").path("runs").asInt()).isBetween(90, 100);
        // When
        String id = result.path("sweepId").asString();
        assertThat(Cli.at(url, "budget", id, "--unlimited").exitCode()).isZero();
        // Then
        awaitStatus(id, "COMPLETED");
        assertThat(llm.ledger().size() - before).isEqualTo(300);
    }

    @Test
    void sweepIsPausedPrunedResumedAndCancelledFromTheCommandLine() throws Exception {
        // Given
        llm.change(options -> options.withLatency(Latency.parse("40")));
        Path sweep = SweepFiles.sums(folder, "steered", 5_000, 400, "models: [fake/small, fake/large]\n");
        CompletableFuture<Cli> run = CompletableFuture.supplyAsync(() -> Cli.at(url, "run", sweep.toString()));
        JsonNode started = Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> newest("steered"),
                        item -> item.path("totals").path("settled").asInt() >= 20);
        String id = started.path("sweepId").asString();
        // When
        Cli paused = Cli.at(url, "pause", id);
        // Then
        assertThat(paused.json().path("status").asString()).isEqualTo("PAUSED");
        assertThat(run.join().json().path("status").asString()).isEqualTo("PAUSED");
        int settled = Awaitility.await()
                .until(() -> sweep(id), item -> item.path("totals").path("outstanding").asInt() == 0)
                .path("totals")
                .path("settled")
                .asInt();
        assertThat(settled).isLessThan(800);
        // When
        Cli pruned = Cli.at(url, "prune", id, "0", "--reason", "too small");
        Cli resumed = Cli.at(url, "resume", id);
        // Then
        assertThat(pruned.exitCode()).describedAs(pruned.err()).isZero();
        assertThat(resumed.exitCode()).describedAs(resumed.err()).isZero();
        awaitStatus(id, "COMPLETED");
        assertThat(sweep(id).path("totals").path("settled").asInt()).isLessThan(800);
        assertThat(Cli.at(url, "cancel", id).exitCode()).isEqualTo(1);
        assertThat(Cli.at(url, "pause", id, "--expected-version", "1").err()).isNotBlank();
    }

    @Test
    void figureThatIsNotReachedExitsWith100() throws Exception {
        Path sweep = SweepFiles.sums(folder, "under", 7_000, 20, "models: [fake/tiny]\n");
        assertThat(Cli.at(url, "run", sweep.toString(), "--fail-under", "numeric-match=1.01").exitCode())
                .isEqualTo(100);
        assertThat(Cli.at(url, "run", sweep.toString(), "--fail-under", "numeric-match=0.01").exitCode()).isZero();
    }

    @Test
    void planSaysWhatIsCachedAndValidateNamesTheLine() throws Exception {
        // Given
        Path sweep = SweepFiles.sums(folder, "planned", 8_000, 30, "models: [fake/large]\n");
        Cli.at(url, "run", sweep.toString());
        Path wrong = SweepFiles.sums(folder, "wrong", 8_100, 2, "models: [nowhere/large]\n");
        // When
        JsonNode plan = Cli.at(url, "plan", sweep.toString()).json().path("plan");
        Cli invalid = Cli.at(url, "validate", wrong.toString());
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
        String id = Cli.at(url, "run", sweep.toString()).json().path("sweepId").asString();
        // When
        Cli runs = Cli.run("export", id, "--url", url, "--output", folder.resolve("runs.csv").toString());
        Cli board = Cli.run("export", id, "--url", url, "--what", "leaderboard", "--output",
                folder.resolve("board.jsonl").toString());
        // Then
        assertThat(runs.exitCode()).describedAs(runs.err()).isZero();
        assertThat(board.exitCode()).describedAs(board.err()).isZero();
        assertThat(Files.readAllLines(folder.resolve("runs.csv"))).hasSize(26);
        assertThat(Files.readAllLines(folder.resolve("board.jsonl"))).hasSize(1);
    }

    private static JsonNode newest(String name) {
        for (JsonNode item : Cli.at(url, "sweeps").json().path("items")) {
            if (item.path("name").asString().equals(name)) {
                return item;
            }
        }
        return tools.jackson.databind.node.MissingNode.getInstance();
    }

    private static JsonNode sweep(String id) {
        return Cli.at(url, "status", id).json();
    }

    private static void awaitStatus(String id, String status) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode item = sweep(id);
            assertThat(item.path("status").asString()).isEqualTo(status);
            assertThat(item.path("finished").asBoolean()).isTrue();
        });
    }

    private static Map<String, Double> scores(JsonNode result) {
        Map<String, Double> scores = new java.util.TreeMap<>();
        result.path("leaderboard")
                .forEach(row -> scores.put(row.path("candidateId").asString(), row.path("score").asDouble()));
        return scores;
    }
}
