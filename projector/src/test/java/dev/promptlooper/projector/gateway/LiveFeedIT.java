package dev.promptlooper.projector.gateway;

import static dev.promptlooper.projector.Samples.NOON;
import static dev.promptlooper.projector.Samples.event;
import static dev.promptlooper.projector.Samples.stats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.SweepEvent.Kind;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.testkit.TestPostgres;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.projector.ProjectorFixture;
import dev.promptlooper.projector.Samples;
import dev.promptlooper.projector.live.LiveSettings;
import dev.promptlooper.projector.query.CandidateRow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// From records in Kafka to frames on sockets, with the real projection, database and web server.
class LiveFeedIT {

    private static final TestKafka KAFKA = TestKafka.start(Path.of("target", "live"));
    private static int sweeps;

    private final HikariDataSource database = ProjectorFixture.pool(TestPostgres.newDatabase());
    private final String sweep = "live" + ++sweeps;
    private final String board = "sweep:" + sweep + ":leaderboard";
    private final String events = "sweep:" + sweep + ":events";
    private LiveApp app = LiveApp.start(KAFKA.settings(), database, LiveApp.QUICK);

    @BeforeEach
    void launch() {
        KAFKA.send(Topic.SWEEP_DEFINITION, sweep, Samples.definition(sweep, "live", NOON));
        KAFKA.send(Topic.SWEEP_EVENT, sweep, event(sweep, 1, Kind.LAUNCHED, SweepStatus.RUNNING, 0));
        await().ignoreExceptions()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(app.get("/api/v1/sweeps/" + sweep).path("status").asString())
                        .isEqualTo("RUNNING"));
    }

    @AfterEach
    void stop() {
        app.close();
        database.close();
    }

    @AfterAll
    static void stopKafka() {
        KAFKA.close();
    }

    private void score(int candidates, long runs) {
        for (int candidate = 0; candidate < candidates; candidate++) {
            KAFKA.send(Topic.CANDIDATE_STATS, sweep + "/" + candidate,
                    stats(sweep, candidate, runs, candidate / 10.0 + runs / 1e6));
        }
    }

    @SuppressWarnings("NullAway") // a record without a value is the end of its key
    private void forgetCandidate(int candidate) {
        KAFKA.sendBytes(Topic.CANDIDATE_STATS.topicName(), sweep + "/" + candidate, null);
    }

    /// The leaderboard as the list shows it, in the form of the channel: without rank and whatever else depends on other rows.
    private Map<String, String> rows() throws IOException, InterruptedException {
        Map<String, String> rows = new TreeMap<>();
        app.get("/api/v1/sweeps/" + sweep + "/leaderboard?limit=1000").path("items").forEach(item -> {
            ObjectNode row = Json.MAPPER.createObjectNode();
            for (RecordComponent component : CandidateRow.class.getRecordComponents()) {
                String name = component.getName();
                if (!name.equals("rank") && item.has(name)) {
                    row.set(name, item.path(name));
                }
            }
            rows.put(row.path("candidateIndex").asString(), Json.write(row));
        });
        return rows;
    }

    /// From now on four seconds without a sign of life are too long.
    private void impatient() {
        app.close();
        app = LiveApp.start(KAFKA.settings(), database, LiveApp.settings(Duration.ofSeconds(4)));
    }

    private static JsonNode json(Follower follower, String channel, String key) {
        return Objects.requireNonNull(follower.map(channel).get(key), key);
    }

    private void awaitRuns(long runs, int candidates) {
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(
                        app.get("/api/v1/sweeps/" + sweep + "/leaderboard?limit=1000").path("items"))
                        .hasSize(candidates)
                        .allMatch(row -> row.path("runs").asLong() == runs));
    }

    @Test
    void clientsHoldWhatTheListsShow() throws Exception {
        try (Follower follower = new Follower(app)) {
            // Given
            follower.subscribe(board, null);
            follower.subscribe(events, null);
            follower.subscribe("sweeps", null);
            follower.subscribe("sweep:" + sweep + ":summary", null);
            follower.subscribe("sweep:" + sweep + ":cells", null);
            // When
            for (int runs = 1; runs <= 5; runs++) {
                score(8, runs);
                KAFKA.send(Topic.SWEEP_EVENT, sweep,
                        event(sweep, 1 + runs, Kind.PROGRESS, SweepStatus.RUNNING, runs * 8L));
                for (int n = 0; n < 8; n++) {
                    KAFKA.send(Topic.RUN_SCORED, sweep, Samples.run(sweep, n, 100L * runs, AnswerSource.CALL));
                }
            }
            KAFKA.send(Topic.SWEEP_EVENT, sweep,
                    event(sweep, 7, Kind.PINNED, SweepStatus.RUNNING, 40, List.of(2L)));
            forgetCandidate(3);
            awaitRuns(5, 7);
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(app.get("/api/v1/sweeps/" + sweep)
                            .path("projected")
                            .path("runs")
                            .asLong()).isEqualTo(40));
            // Then
            follower.takeUntil(board, rows());
            assertThat(json(follower, board, "2").path("pinned").asBoolean()).isTrue();
            Map<String, String> list = listed();
            follower.takeUntil("sweep:" + sweep + ":summary", Map.of(sweep, String.valueOf(list.get(sweep))));
            follower.takeUntil("sweeps", list);
            follower.takeUntil(events, 7);
            List<JsonNode> told = new ArrayList<>();
            app.get("/api/v1/sweeps/" + sweep + "/events").path("items").forEach(told::add);
            assertThat(follower.log(events).values()).containsExactlyElementsOf(told);
            while (follower.map("sweep:" + sweep + ":cells").size() < 5) {
                follower.take();
            }
            assertThat(follower.map("sweep:" + sweep + ":cells").keySet()).containsExactlyInAnyOrder("1", "3", "4", "6",
                    "7");
        }
        app.awaitNobody();
    }

    @Test
    void archivedSweepLeavesTheListUnlessItIsAskedForAndComesBack() throws Exception {
        try (Follower list = new Follower(app); Follower asking = new Follower(app)) {
            // Given
            list.subscribe("sweeps", null);
            asking.subscribe("sweep:" + sweep + ":summary", null);
            list.takeUntil("sweeps", listed());
            assertThat(list.map("sweeps")).containsKey(sweep);
            // When
            KAFKA.send(Topic.SWEEP_EVENT, sweep, event(sweep, 2, Kind.CANCELLED, SweepStatus.CANCELLED, 0));
            KAFKA.send(Topic.SWEEP_EVENT, sweep, event(sweep, 3, Kind.ARCHIVED, SweepStatus.CANCELLED, 0));
            awaitArchived(true);
            // Then
            list.takeUntil("sweeps", listed());
            assertThat(list.map("sweeps")).doesNotContainKey(sweep);
            while (!asking.map("sweep:" + sweep + ":summary").containsKey(sweep)
                    || !json(asking, "sweep:" + sweep + ":summary", sweep).path("archived").asBoolean()) {
                asking.take();
            }
            // When
            KAFKA.send(Topic.SWEEP_EVENT, sweep, event(sweep, 4, Kind.UNARCHIVED, SweepStatus.CANCELLED, 0));
            awaitArchived(false);
            // Then
            list.takeUntil("sweeps", listed());
            assertThat(list.map("sweeps")).containsKey(sweep);
        }
    }

    private void awaitArchived(boolean archived) {
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(app.get("/api/v1/sweeps/" + sweep).path("archived").asBoolean())
                        .isEqualTo(archived));
    }

    private Map<String, String> listed() throws IOException, InterruptedException {
        Map<String, String> list = new TreeMap<>();
        app.get("/api/v1/sweeps")
                .path("items")
                .forEach(item -> list.put(item.path("sweepId").asString(), Json.write(item)));
        return list;
    }

    @Test
    void restartedGatewayGoesOnAtTheSameNumbers() throws Exception {
        // Given
        String held;
        String heldEvents;
        Follower before = new Follower(app);
        before.subscribe(board, null);
        score(8, 1);
        awaitRuns(1, 8);
        before.takeUntil(board, rows());
        before.subscribe(events, null);
        before.takeUntil(events, 1);
        held = before.position(board);
        heldEvents = before.position(events);
        // When
        app.close();
        assertThat(before.socket().await("bye").path("why").asString()).isEqualTo("shutdown");
        assertThat(before.socket().awaitClose()).isEqualTo(1012);
        before.close();
        app = LiveApp.start(KAFKA.settings(), database, LiveApp.QUICK);
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(app.get("/api/v1/status").path("projection").path("state").asString())
                        .isEqualTo("RUNNING"));
        score(3, 2);
        KAFKA.send(Topic.SWEEP_EVENT, sweep, event(sweep, 2, Kind.PROGRESS, SweepStatus.RUNNING, 1));
        // Then
        try (Follower after = new Follower(app)) {
            assertThat(after.subscribe(board, held).path("recovered").asBoolean()).isTrue();
            assertThat(after.subscribe(events, heldEvents).path("recovered").asBoolean()).isTrue();
            after.takeUntil(board, 3);
            after.takeUntil(events, 1);
            assertThat(after.map(board).keySet()).as("only what changed").containsExactly("0", "1", "2");
            assertThat(after.log(events).keySet()).containsExactly(2L);
        }
    }

    @Test
    void rebuiltProjectionHasAnotherEpoch() throws Exception {
        try (Follower follower = new Follower(app)) {
            // Given
            follower.subscribe(board, null);
            score(4, 1);
            awaitRuns(1, 4);
            follower.takeUntil(board, rows());
            // When
            try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
                statement.execute("DROP SCHEMA results CASCADE");
            }
            // Then
            while (follower.others().stream().noneMatch(frame -> frame.path("t").asString().equals("reset"))) {
                follower.take();
            }
            assertThat(follower.others().getLast().path("why").asString()).isEqualTo("epoch");
            assertThat(follower.subscribe(board, follower.position(board)).path("recovered").asBoolean()).isFalse();
            follower.takeUntil(board, rows());
        }
    }

    @Test
    void replicasAgree() throws Exception {
        // Given
        try (LiveApp other = LiveApp.start(KAFKA.settings(), database, LiveApp.QUICK);
                Follower here = new Follower(app);
                Follower there = new Follower(other)) {
            here.subscribe(board, null);
            there.subscribe(board, null);
            // When
            for (int runs = 1; runs <= 10; runs++) {
                score(10, runs);
            }
            awaitRuns(10, 10);
            here.takeUntil(board, rows());
            there.takeUntil(board, rows());
            // Then
            assertThat(there.position(board)).isEqualTo(here.position(board));
            try (Follower moved = new Follower(other)) {
                assertThat(moved.subscribe(board, here.position(board)).path("recovered").asBoolean()).isTrue();
            }
        }
    }

    @Test
    void pollGivesTheSameFrames() throws Exception {
        try (Follower follower = new Follower(app)) {
            // Given
            follower.subscribe(board, null);
            score(5, 1);
            awaitRuns(1, 5);
            follower.takeUntil(board, rows());
            // When
            JsonNode whole = app.poll("{\"subs\":[{\"ch\":\"" + board + "\"}]}").path("frames").path(0);
            // Then
            Map<String, String> polled = new TreeMap<>();
            whole.path("set").forEach(pair -> polled.put(pair.path(0).asString(), Json.write(pair.path(1))));
            assertThat(polled).isEqualTo(follower.texts(board));
            // When
            String since = "{\"epoch\":" + whole.path("epoch") + ",\"seq\":" + whole.path("seq") + "}";
            score(1, 2);
            JsonNode news = app
                    .poll("{\"waitMs\":10000,\"subs\":[{\"ch\":\"" + board + "\",\"since\":" + since + "}]}")
                    .path("frames")
                    .path(0);
            // Then
            assertThat(news.path("t").asString()).isEqualTo("delta");
            assertThat(news.path("prev")).isEqualTo(whole.path("seq"));
            HttpResponse<String> tagged = app.send(app.request("/api/v1/poll?ch=" + board));
            String tag = tagged.headers().firstValue("ETag").orElseThrow();
            assertThat(tag).startsWith("\"" + whole.path("epoch").asString() + "-");
            assertThat(app.send(app.request("/api/v1/poll?ch=" + board).header("If-None-Match", tag)).statusCode())
                    .isEqualTo(304);
        }
        app.awaitNobody();
    }

    @Test
    void pollTakesOnlyJson() throws Exception {
        HttpRequest.Builder text = app.request("/api/v1/poll")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{\"subs\":[]}"));
        assertThat(app.send(text).statusCode()).isEqualTo(415);
        HttpRequest.Builder wrong = app.request("/api/v1/poll")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"subs\":7}"));
        HttpResponse<String> refused = app.send(wrong);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void clientThatNeverReadsHoldsUpNobody() throws Exception {
        impatient();
        try (RawSocket stuck = app.socket()) {
            // Given a client that reads nothing, with as much on its way as is possible
            for (int i = 0; i < 5; i++) {
                stuck.text("{\"t\":\"sub\",\"id\":1,\"ch\":\"" + board + "\",\"opts\":{\"maxHz\":10}}");
            }
            // When
            for (int runs = 1; runs <= 20; runs++) {
                score(50, runs);
            }
            awaitRuns(20, 50);
            // Then
            try (Follower follower = new Follower(app)) {
                follower.subscribe(board, null);
                follower.takeUntil(board, rows());
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(app.gauges().connections()).isZero());
        }
    }

    @Test
    void connectionsThatDieWithoutAWordAreGivenBack() throws Exception {
        impatient();
        List<RawSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            RawSocket socket = app.socket();
            socket.text("{\"t\":\"sub\",\"id\":1,\"ch\":\"" + board + "\"}");
            socket.text("{\"t\":\"sub\",\"id\":2,\"ch\":\"sweeps\"}");
            sockets.add(socket);
        }
        await().untilAsserted(() -> assertThat(app.gauges().subscriptions()).isEqualTo(100));
        assertThat(app.gauges().views()).isEqualTo(2);
        // When: a third is killed, a third closes its socket, a third just keeps silent
        for (int i = 0; i < sockets.size(); i++) {
            if (i % 3 == 0) {
                sockets.get(i).kill();
            } else if (i % 3 == 1) {
                sockets.get(i).close();
            }
        }
        // Then
        app.awaitNobody();
        for (RawSocket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void fullReplicaSaysSo() throws Exception {
        // Given
        app.close();
        LiveSettings full = new LiveSettings(LiveApp.QUICK.tops(), 200, 100, 32, 1, 20, 10, 8 << 10, 64 << 10, 20, 10,
                1 << 10, 1 << 10, 1 << 10, 1 << 10, Duration.ofSeconds(1), Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofSeconds(6));
        app = LiveApp.start(KAFKA.settings(), database, full);
        try (RawSocket first = app.socket()) {
            first.await("welcome");
            // When
            try (RawSocket second = new RawSocket(app.port())) {
                // Then
                assertThat(second.status()).isEqualTo(503);
                assertThat(second.header("retry-after")).isNotNull();
            }
        }
    }

    @Test
    void systemChannelTellsHowTheReplicaIs() throws Exception {
        try (Follower follower = new Follower(app)) {
            follower.subscribe("system", null);
            follower.takeUntil("system", 2);
            assertThat(json(follower, "system", "projection").path("state").asString()).isEqualTo("RUNNING");
            assertThat(json(follower, "system", "live").path("connections").asInt()).isEqualTo(1);
        }
    }
}
