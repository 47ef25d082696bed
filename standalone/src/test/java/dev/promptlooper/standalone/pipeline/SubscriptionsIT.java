package dev.promptlooper.standalone.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.standalone.pipeline.AgentClient.Era;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Agents that subscribe to resources of a running instance hear of changes, in both eras.
class SubscriptionsIT {

    private static final int CASES = 200;
    private static final int MOST_URIS = 50;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;
    @SuppressWarnings("NullAway.Init")
    private static PipelineFixture pipeline;

    @BeforeAll
    static void start() {
        pipeline = PipelineFixture.start(folder.resolve("data"));
    }

    @AfterAll
    static void stop() {
        pipeline.close();
    }

    private static AgentClient agent(Era era) {
        return AgentClient.connect(pipeline.instance().mcpUrl().orElseThrow(), pipeline.instance().localKey(), era);
    }

    /// Waits where streams of the tests before are not freed yet.
    private static AgentStream open(AgentClient agent, List<String> uris) {
        return await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .ignoreException(AgentStream.Refused.class)
                .until(() -> agent.listen(uris), Objects::nonNull);
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.MAPPER.readTree(text);
    }

    private static String experiment(AgentClient agent, String name, int from) {
        agent.call("save_prompt", "{\"prompt\":\"" + name
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"{{question}}\"}]}");
        ObjectNode dataset = Json.MAPPER.createObjectNode().put("dataset", name).put("expected", "answer");
        ArrayNode rows = dataset.putArray("rows");
        for (int n = from; n < from + CASES; n++) {
            rows.addObject().put("question", "What is " + n + " + 13 * 4?").put("answer", String.valueOf(n + 52));
        }
        agent.call("create_dataset", dataset);
        return agent.call("create_experiment", "{\"name\":\"" + name + "\",\"spec\":{\"prompts\":[\"" + name
                + "@1\"],\"models\":[\"fake/small\",\"fake/large\"],\"dataset\":{\"name\":\"" + name
                + "\"},\"scorers\":[{\"type\":\"numeric-match\"}]}}").path("experiment_id").asString();
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void subscriberHearsWhatASweepChangesAndNothingOnceItIsAtRest(Era era) {
        // Given
        AgentClient agent = agent(era);
        String experiment = experiment(agent, "heard-" + era.name().toLowerCase(java.util.Locale.ROOT),
                era == Era.LEGACY ? 20_000 : 30_000);
        pipeline.latency("100");
        String sweep = agent.call("launch_sweep", "{\"experiment_id\":\"" + experiment
                + "\",\"idempotency_key\":\"heard-" + era + "\",\"budget_usd\":5}").path("sweep_id").asString();
        List<String> subscribed = List.of("promptlooper://overview", "promptlooper://sweeps/" + sweep,
                "promptlooper://sweeps/" + sweep + "/leaderboard", "promptlooper://experiments/" + experiment);
        try (AgentStream stream = open(agent, subscribed)) {
            // Then: each of the four is told of
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(stream.updated()).containsAll(subscribed));
            assertThat(stream.updated()).as("nothing else is").isSubsetOf(subscribed);
            if (era == Era.MODERN) {
                assertThat(stream.first().path("method").asString(""))
                        .isEqualTo("notifications/subscriptions/acknowledged");
            }
            // When
            pipeline.latency("5");
            pipeline.awaitStatus(sweep, "COMPLETED");
            // Then
            awaitQuiet(stream);
            JsonNode read = agent.request("resources/read", subscribed.get(1),
                    json("{\"uri\":\"" + subscribed.get(1) + "\"}"));
            assertThat(read.path("contents").path(0).path("text").asString("")).contains("COMPLETED");
        }
    }

    /// Until nothing has been told for four seconds.
    private static void awaitQuiet(AgentStream stream) {
        AtomicInteger before = new AtomicInteger(-1);
        await().atMost(Duration.ofMinutes(2))
                .during(Duration.ofSeconds(4))
                .until(() -> stream.updated().size() == before.getAndSet(stream.updated().size()));
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void oneAgentSubscribesToFiftyResourcesAtMost(Era era) {
        // Given
        AgentClient agent = agent(era);
        List<String> uris = Stream.generate(() -> "promptlooper://experiments/" + UUID.randomUUID())
                .limit(MOST_URIS + 1)
                .toList();
        // When
        JsonNode error;
        if (era == Era.LEGACY) {
            uris.subList(0, MOST_URIS)
                    .forEach(uri -> agent.request("resources/subscribe", "", json("{\"uri\":\"" + uri + "\"}")));
            error = agent.refusedRequest("resources/subscribe", json("{\"uri\":\"" + uris.getLast() + "\"}"));
        } else {
            error = agent.refusedRequest("subscriptions/listen", AgentClient.listening(uris));
        }
        // Then
        assertThat(error.path("message").asString("")).contains("at most 50");
    }
}
