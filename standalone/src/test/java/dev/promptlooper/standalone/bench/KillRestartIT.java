package dev.promptlooper.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.standalone.cli.Api;
import dev.promptlooper.standalone.cli.CliFailure;
import dev.promptlooper.standalone.fakellm.FakeLlm;
import dev.promptlooper.standalone.fakellm.FakeLlmOptions;
import dev.promptlooper.standalone.fakellm.Latency;
import dev.promptlooper.standalone.runtime.InstanceFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// `kill -9` of the standalone process in the middle of a sweep.
class KillRestartIT {

    private static final int CASES = 400;
    private static final int CONCURRENCY = 32;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void killedInstanceGoesOnWithoutLosingOrDoublingARun() throws Exception {
        // Given
        try (FakeLlm llm = FakeLlm.start(FakeLlmOptions.DEFAULT.withLatency(Latency.parse("uniform:50-250")))) {
            Files.writeString(folder.resolve("endpoints.yaml"),
                    "endpoints:\n  - {name: fake, base-url: \"" + llm.url() + "\", concurrency: " + CONCURRENCY
                            + "}\n");
            String sweepId;
            try (Child first = up("first.log"); Api api = connect(first)) {
                sweepId = launch(api);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> settled(api, sweepId), count -> count >= CASES / 4);
                // When
                first.kill();
            }
            long inFlight = llm.stats().inFlight();
            try (Child second = up("second.log");
                    Api api = connect(second);
                    Memory memory = new Memory(second.pid(), folder.resolve("data/postgres/postmaster.pid"))) {
                // Then
                JsonNode ended = finished(api, sweepId);
                assertThat(ended.path("status").asString()).isEqualTo("COMPLETED");
                assertThat(ended.path("totals").path("settled").asInt()).isEqualTo(2 * CASES);
                assertThat(ended.path("totals").path("failed").asInt()).isZero();
                assertThat(ended.path("totals").path("outstanding").asInt()).isZero();
                assertThat(ended.path("leaderboard").path("runs").asInt()).isEqualTo(2 * CASES);
                Map<String, String> board = leaderboard(api, sweepId);
                assertThat(board).hasSize(2);
                assertThat(board.values()).allSatisfy(row -> assertThat(row).startsWith(CASES + " "));
                assertThat(llm.ledger().timesPaid()).hasSize(2 * CASES);
                assertThat(llm.ledger().paidAgain()).isLessThanOrEqualTo(Math.max(inFlight, CONCURRENCY));
                // The same sweep from the cache is the leaderboard without a kill.
                long calls = llm.ledger().size();
                String again = launch(api);
                finished(api, again);
                assertThat(leaderboard(api, again)).isEqualTo(board);
                assertThat(llm.ledger().size()).isEqualTo((int) calls);
                assertThat(memory.peakMib()).isPositive();
                assertThat(memory.peakPostgresMib()).isPositive();
            }
        }
    }

    private Child up(String log) {
        return Child.start("500m", Map.of("PROMPTLOOPER_ENDPOINTS", folder.resolve("endpoints.yaml").toString()),
                folder.resolve(log), "up", "--data", folder.resolve("data").toString(), "--port", "0", "--mcp-port",
                "0",
                "--kafka-port", "0", "--postgres-port", "0");
    }

    private Api connect(Child child) throws InterruptedException {
        Path data = folder.resolve("data");
        child.await("the instance", Duration.ofMinutes(2),
                () -> InstanceFile.read(data).filter(file -> file.pid() == child.pid()).isPresent());
        return new Api(URI.create(InstanceFile.read(data).orElseThrow().url()));
    }

    private String launch(Api api) throws Exception {
        Path cases = Files.writeString(folder.resolve("cases.jsonl"), IntStream.range(0, CASES)
                .mapToObj(n -> Json.write(
                        Map.of("id", "c" + n, "question", "What is " + n + " + 7?", "answer", String.valueOf(n + 7))))
                .collect(Collectors.joining("\n", "", "\n")));
        api.upload("/api/v1/datasets?name=cases&expected=answer", cases, "application/x-ndjson");
        return api.post("/api/v1/sweeps", Map.of("name", "killed", "prompts",
                List.of(Map.of("name", "plain", "messages",
                        List.of(Map.of("role", "user", "content", "{{question}}")))),
                "models",
                List.of("fake/small", "fake/large"), "dataset", Map.of("name", "cases"), "scorers",
                List.of(Map.of("type", "numeric-match")))).path("sweepId").asString();
    }

    private static int settled(Api api, String sweepId) {
        try {
            return api.get("/api/v1/sweeps/" + sweepId).path("totals").path("settled").asInt();
        } catch (CliFailure e) {
            return 0; // not projected yet
        }
    }

    private static JsonNode finished(Api api, String sweepId) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .ignoreException(CliFailure.class)
                .until(() -> api.get("/api/v1/sweeps/" + sweepId), sweep -> sweep.path("finished").asBoolean(false));
    }

    private static Map<String, String> leaderboard(Api api, String sweepId) {
        Map<String, String> rows = new TreeMap<>();
        api.get("/api/v1/sweeps/" + sweepId + "/leaderboard")
                .path("items")
                .forEach(row -> rows.put(row.path("candidateId").asString(),
                        row.path("n") + " " + row.path("score") + " " + row.path("low") + " " + row.path("high")));
        return rows;
    }
}
