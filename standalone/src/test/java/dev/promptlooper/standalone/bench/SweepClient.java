package dev.promptlooper.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.standalone.cli.Api;
import dev.promptlooper.standalone.cli.CliFailure;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Launches and follows sweeps on the endpoint `fake` of a running instance.
record SweepClient(Api api, Path folder) implements AutoCloseable {

    /// @param url    of the API
    /// @param key    API key
    /// @param folder for datasets
    SweepClient(URI url, String key, Path folder) {
        this(new Api(url, key), folder);
    }

    /// A sweep of two models over sums, scored by `numeric-match`.
    ///
    /// @return its id
    String launch(String name, int cases) throws IOException {
        return launch(name, cases, "numeric-match");
    }

    /// The same with other scorers.
    String launch(String name, int cases, String... scorers) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".jsonl"), IntStream.range(0, cases)
                .mapToObj(n -> Json.write(Map.of("id", "c" + n, "question", name + ": what is " + n + " + 7?",
                        "answer", String.valueOf(n + 7))))
                .collect(Collectors.joining("\n", "", "\n")));
        api.upload("/api/v1/datasets?name=" + name + "&expected=answer", file, "application/x-ndjson");
        return api.post("/api/v1/sweeps", Map.of("name", name, "prompts",
                List.of(Map.of("name", "plain", "messages",
                        List.of(Map.of("role", "user", "content", "{{question}}")))),
                "models", List.of("fake/small", "fake/large"), "dataset", Map.of("name", name), "scorers",
                Arrays.stream(scorers).map(type -> Map.of("type", type)).toList())).path("sweepId").asString();
    }

    /// Waits until so many runs of a sweep have ended.
    void awaitSettled(String sweepId, int count) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> settled(sweepId), settled -> settled >= count);
    }

    private int settled(String sweepId) {
        try {
            return api.get("/api/v1/sweeps/" + sweepId).path("totals").path("settled").asInt();
        } catch (CliFailure e) {
            return 0; // not projected yet
        }
    }

    /// The sweep at its end.
    JsonNode awaitEnd(String sweepId) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .ignoreException(CliFailure.class)
                .until(() -> api.get("/api/v1/sweeps/" + sweepId), sweep -> sweep.path("finished").asBoolean(false));
    }

    /// The figures of a leaderboard by candidate.
    Map<String, String> leaderboard(String sweepId) {
        Map<String, String> rows = new TreeMap<>();
        api.get("/api/v1/sweeps/" + sweepId + "/leaderboard")
                .path("items")
                .forEach(row -> rows.put(row.path("candidateId").asString(),
                        row.path("n") + " " + row.path("score") + " " + row.path("low") + " " + row.path("high")));
        return rows;
    }

    /// The sweep at its end, complete: every run settled, none failed or under way, none counted twice.
    JsonNode completes(String sweepId, int cases) {
        JsonNode ended = awaitEnd(sweepId);
        assertThat(ended.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(ended.path("totals").path("settled").asInt()).isEqualTo(2 * cases);
        assertThat(ended.path("totals").path("failed").asInt()).isZero();
        assertThat(ended.path("totals").path("outstanding").asInt()).isZero();
        assertThat(ended.path("leaderboard").path("runs").asInt()).isEqualTo(2 * cases);
        assertThat(leaderboard(sweepId)).hasSize(2);
        assertThat(leaderboard(sweepId).values()).allSatisfy(row -> assertThat(row).startsWith(cases + " "));
        return ended;
    }

    @Override
    public void close() {
        api.close();
    }
}
