package dev.promptlooper.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.standalone.fakellm.FakeLlm;
import dev.promptlooper.standalone.fakellm.FakeLlmOptions;
import dev.promptlooper.standalone.fakellm.Latency;
import dev.promptlooper.standalone.runtime.LocalAccess;
import dev.promptlooper.standalone.runtime.StandaloneInstance;
import dev.promptlooper.standalone.runtime.StandaloneOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// An instance on a Kafka and a PostgreSQL that are not its own, and what only that makes possible: further processes of every
/// service, and a database that goes away.
class ExternalServersIT {

    /// Consumer group of the executors' callers.
    private static final String CALLER = "promptlooper-caller";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;
    @SuppressWarnings("NullAway.Init")
    private static FakeLlm llm;
    @SuppressWarnings("NullAway.Init")
    private static ForeignServers servers;
    @SuppressWarnings("NullAway.Init")
    private static StandaloneInstance instance;
    @SuppressWarnings("NullAway.Init")
    private static SweepClient sweeps;

    @BeforeAll
    static void start() throws Exception {
        Path data = folder.resolve("instance");
        ScorerJar.dropInto(data.resolve("scorers"), Files.createDirectories(folder.resolve("work")));
        llm = endpoint();
        servers = ForeignServers.start(folder.resolve("servers"));
        instance = StandaloneInstance.start(StandaloneOptions.ephemeral(data, servers.environment())
                .withEndpoints(List.of(Endpoint.of("fake", llm.url()))));
        sweeps = new SweepClient(instance.url(), instance.localKey(), folder);
    }

    @AfterAll
    static void stop() {
        sweeps.close();
        instance.close();
        servers.close();
        llm.close();
    }

    private static FakeLlm endpoint() {
        return FakeLlm.start(FakeLlmOptions.DEFAULT.withLatency(Latency.parse("50")));
    }

    @Test
    void sweepRunsOnTheServersOfSomebodyElseWithAScorerFromAFolder() throws Exception {
        // When
        String sweepId = sweeps.launch("external", 50, "numeric-match", "digits-only");
        // Then
        sweeps.completes(sweepId, 50);
        JsonNode metrics = sweeps.api()
                .get("/api/v1/sweeps/" + sweepId + "/leaderboard")
                .path("items")
                .path(0)
                .path("metrics");
        assertThat(metrics.path("digits-only").path("n").asInt()).as("%s", metrics).isEqualTo(50);
        assertThat(folder.resolve("instance/kafka")).doesNotExist();
        assertThat(folder.resolve("instance/postgres")).doesNotExist();
    }

    @Test
    void everyServiceStartsAloneAndTwoExecutorsShareASweep() throws Exception {
        // Given: a second process of every service
        int cases = 300;
        Map<String, String> environment = new HashMap<>(servers.environment());
        environment.put("PROMPTLOOPER_SIGNING_KEY_FILE",
                LocalAccess.signingKeyFile(instance.dataDirectory()).toString());
        environment.put("PROMPTLOOPER_LOCAL_KEY_FILE", LocalAccess.localKeyFile(instance.dataDirectory()).toString());
        environment.put("PROMPTLOOPER_URL", instance.url().toString());
        environment.put("PROMPTLOOPER_ENDPOINTS", Files.writeString(folder.resolve("endpoints.yaml"),
                "endpoints:\n  - {name: fake, base-url: \"" + llm.url() + "\"}\n").toString());
        try (ServiceChildren children = new ServiceChildren(folder, environment)) {
            children.start("producer-api", "executor", "scoring", "projector", "mcp");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(servers.partitionsByMember(CALLER)).containsExactly(2, 2));
            int before = llm.ledger().size();
            // When
            String sweepId = sweeps.launch("shared", cases);
            sweeps.completes(sweepId, cases);
            // Then
            assertThat(llm.ledger().size() - before).as("a call per unique question").isEqualTo(2 * cases);
            assertThat(servers.partitionsByMember(CALLER)).as("both called to the end").containsExactly(2, 2);
            children.stopInOrder();
        }
    }

    @Test
    void databaseThatIsRestartedUnderLoadLosesNothing() throws Exception {
        // Given
        int cases = 300;
        int before = llm.ledger().size();
        String sweepId = sweeps.launch("restarted", cases);
        sweeps.awaitSettled(sweepId, cases / 4);
        // When
        servers.stopDatabase();
        // Then
        assertThat(answer("/api/v1/sweeps/" + sweepId, HttpRequest.Builder::GET)).isEqualTo(503);
        assertThat(answer("/api/v1/sweeps/" + sweepId + "/commands",
                request -> request
                        .POST(HttpRequest.BodyPublishers.ofString("{\"op\":\"pause\",\"expectedVersion\":1}"))))
                .as("a command is not accepted and then lost")
                .isEqualTo(503);
        // When
        servers.startDatabase();
        // Then
        sweeps.completes(sweepId, cases);
        assertThat(llm.ledger().size() - before).as("a call per unique question").isEqualTo(2 * cases);
        List<String> runs = new ArrayList<>();
        String path = "/api/v1/sweeps/" + sweepId + "/runs?limit=1000";
        sweeps.api().get(path).path("items").forEach(run -> runs.add(run.path("runId").asString()));
        assertThat(runs).hasSize(2 * cases).doesNotHaveDuplicates();
    }

    /// Within a time after which nobody waits any more; else threads pile up.
    private static int answer(String path, UnaryOperator<HttpRequest.Builder> method) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = method.apply(HttpRequest.newBuilder(URI.create(instance.url() + path)))
                    .header("Content-Type", "application/json")
                    .header("Authorization", "Bearer " + instance.localKey())
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }
}
