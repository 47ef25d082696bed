package dev.promptlooper.projector.gateway;

import static dev.promptlooper.projector.Samples.NOON;
import static dev.promptlooper.projector.Samples.event;
import static dev.promptlooper.projector.Samples.stats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.promptlooper.contracts.event.SweepEvent.Kind;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.testkit.TestPostgres;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.projector.ProjectorFixture;
import dev.promptlooper.projector.Samples;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/// Waiting for sweeps over HTTP, from records in Kafka.
class WaitIT {

    private static final TestKafka KAFKA = TestKafka.start(Path.of("target", "wait"));
    private static final HikariDataSource DATABASE = ProjectorFixture.pool(TestPostgres.newDatabase());
    private static final LiveApp APP = LiveApp.start(KAFKA.settings(), DATABASE, LiveApp.QUICK);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .executor(command -> Thread.ofVirtual().start(command))
            .build();

    @BeforeAll
    static void warm() throws Exception {
        launch("warm");
        assertThat(now("warm").path("sweep").path("status").asString()).isEqualTo("RUNNING");
    }

    @AfterAll
    static void stop() {
        HTTP.close();
        APP.close();
        DATABASE.close();
        KAFKA.close();
    }

    @Test
    void sweepThatWasJustLaunchedIsWaitedForInsteadOfNotFound() {
        // Given
        CompletableFuture<HttpResponse<String>> waiting = wait("fresh", "until=any_change&timeout=0");
        // When
        launch("fresh");
        // Then
        assertThat(json(waiting).path("sweep").path("sweepId").asString()).isEqualTo("fresh");
        HttpResponse<String> unknown = wait("nobody", "timeout=0").join();
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(Json.MAPPER.readTree(unknown.body()).path("detail").asString()).contains("'nobody'");
    }

    @Test
    void shortWaitOfASweepThatIsThereIsNotDrawnOut() {
        // Given
        String seen = now("warm").path("revision").asString();
        // When
        JsonNode answer = json(wait("warm", "until=any_change&timeout=1&since=" + seen));
        // Then
        assertThat(answer.path("outcome").asString()).isEqualTo("timeout");
        assertThat(answer.path("waitedMs").asLong()).as("not the grace of a sweep that is missing")
                .isBetween(1_000L, 2_900L);
    }

    @Test
    void wrongParametersAreRefusedAtOnce() {
        for (String query : List.of("until=never", "timeout=51", "timeout=-1", "percent=101", "since=7",
                "colour=red")) {
            HttpResponse<String> refused = wait("warm", query).join();
            assertThat(refused.statusCode()).as(query).isEqualTo(400);
            assertThat(refused.body()).contains(query.substring(0, query.indexOf('=')));
        }
    }

    @Test
    void waitForTheLeaderEndsWithTheEventAndNothingIsMissedBetweenTwoWaits() throws Exception {
        // Given
        launch("race");
        String seen = now("race").path("revision").asString();
        CompletableFuture<HttpResponse<String>> waiting = wait("race", "until=leader_change&timeout=50&since=" + seen);
        // When
        KAFKA.send(Topic.SWEEP_EVENT, "race", event("race", 2, Kind.PROGRESS, SweepStatus.RUNNING, 1));
        await().until(() -> now("race").path("sweep").path("totals").path("settled").asInt() == 1);
        assertThat(waiting).isNotDone();
        KAFKA.send(Topic.LEADERBOARD, "race", Samples.leaderboard("race", 1, 10, stats("race", 2, 10, 0.5)));
        JsonNode answer = json(waiting);
        // Then
        assertThat(answer.path("met").asBoolean()).isTrue();
        assertThat(answer.path("sweep").path("leaderboard").path("best").path("candidateIndex").asInt()).isEqualTo(2);
        assertThat(answer.path("waitedMs").asInt()).isLessThan(40_000);
        JsonNode late = json(wait("race", "until=leader_change&timeout=50&since=" + seen));
        assertThat(late.path("met").asBoolean()).as("it had changed before this wait began").isTrue();
        String caughtUp = late.path("revision").asString();
        assertThat(json(wait("race", "until=leader_change&timeout=0&since=" + caughtUp)).path("outcome").asString())
                .isEqualTo("timeout");
    }

    @Test
    void waitsHoldNoPlatformThreadAndAllEndWithOneEvent() throws Exception {
        // Given
        launch("crowd");
        String seen = now("crowd").path("revision").asString();
        int before = ManagementFactory.getThreadMXBean().getThreadCount();
        // When
        List<CompletableFuture<HttpResponse<String>>> waiting = IntStream.range(0, 20)
                .mapToObj(_ -> wait("crowd", "until=finished&timeout=50&since=" + seen))
                .toList();
        await().during(Duration.ofMillis(500))
                .until(() -> waiting.stream().noneMatch(CompletableFuture::isDone));
        int during = ManagementFactory.getThreadMXBean().getThreadCount();
        KAFKA.send(Topic.SWEEP_EVENT, "crowd", event("crowd", 2, Kind.CANCELLED, SweepStatus.CANCELLED, 0));
        // Then
        waiting.forEach(one -> assertThat(json(one).path("sweep").path("status").asString()).isEqualTo("CANCELLED"));
        assertThat(during - before).as("platform threads for 20 waits").isLessThan(5);
    }

    @Test
    void overviewTellsWhatRunsAndWhatIsAtRest() throws Exception {
        launch("overview-a");
        launch("overview-b");
        KAFKA.send(Topic.SWEEP_EVENT, "overview-b", event("overview-b", 2, Kind.CANCELLED, SweepStatus.CANCELLED, 0));
        assertThat(json(wait("overview-b", "until=finished&timeout=50")).path("met").asBoolean()).isTrue();
        JsonNode overview = APP.get("/api/v1/overview?limit=50");
        assertThat(overview.path("active").findValuesAsString("sweepId")).contains("overview-a")
                .doesNotContain("overview-b");
        assertThat(overview.path("recent").findValuesAsString("sweepId")).contains("overview-b");
        assertThat(overview.path("sweeps").path("RUNNING").asInt()).isPositive();
        assertThat(APP.get("/api/v1/overview?limit=1").path("active").size()).isEqualTo(1);
    }

    private static void launch(String sweep) {
        KAFKA.send(Topic.SWEEP_DEFINITION, sweep, Samples.definition(sweep, sweep, NOON));
        KAFKA.send(Topic.SWEEP_EVENT, sweep, event(sweep, 1, Kind.LAUNCHED, SweepStatus.RUNNING, 0));
    }

    /// The sweep once the projection has its launch.
    private static JsonNode now(String sweep) {
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> json(wait(sweep, "timeout=0")),
                        answer -> !answer.path("sweep").path("status").asString("PENDING").equals("PENDING"));
    }

    private static CompletableFuture<HttpResponse<String>> wait(String sweep, String query) {
        return HTTP.sendAsync(APP.request("/api/v1/sweeps/" + sweep + "/wait?" + query).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(CompletableFuture<HttpResponse<String>> answer) {
        HttpResponse<String> response = answer.join();
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.MAPPER.readTree(response.body());
    }
}
