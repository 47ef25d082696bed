package dev.promptlooper.projector.gateway;

import static dev.promptlooper.projector.Samples.NOON;
import static dev.promptlooper.projector.Samples.event;
import static dev.promptlooper.projector.Samples.stats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.promptlooper.contracts.event.SweepEvent.Kind;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.projector.ProjectorFixture;
import dev.promptlooper.projector.Samples;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/// What followers of the live feed meet after a crash: the same numbers, unless the database lost some.
class CrashIT {

    private static final String SWEEP = "crash";
    private static final String BOARD = "sweep:" + SWEEP + ":leaderboard";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final TestKafka kafka = TestKafka.start(Path.of("target", "crash"));
    private EmbeddedPostgres postgres;
    private HikariDataSource database;
    private LiveApp app;

    @BeforeEach
    void start() {
        postgres = postgres(0);
        database = pool();
        app = LiveApp.start(kafka.settings(), database, LiveApp.QUICK);
        kafka.send(Topic.SWEEP_DEFINITION, SWEEP, Samples.definition(SWEEP, "crash", NOON));
        kafka.send(Topic.SWEEP_EVENT, SWEEP, event(SWEEP, 1, Kind.LAUNCHED, SweepStatus.RUNNING, 0));
    }

    @AfterEach
    void stop() throws IOException {
        app.close();
        database.close();
        postgres.close();
        kafka.close();
    }

    private EmbeddedPostgres postgres(int port) {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setDataDirectory(folder.resolve("data"))
                    .setCleanDataDirectory(false)
                    .setServerConfig("shared_buffers", "32MB");
            return (port == 0 ? builder : builder.setPort(port)).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String url() {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres?user=postgres&password=postgres";
    }

    private HikariDataSource pool() {
        return ProjectorFixture.pool(url());
    }

    private void score(int candidates, long runs) {
        for (int candidate = 0; candidate < candidates; candidate++) {
            kafka.send(Topic.CANDIDATE_STATS, SWEEP + "/" + candidate,
                    stats(SWEEP, candidate, runs, candidate / 10.0 + runs / 1e6));
        }
    }

    /// SIGKILL to the server and all of its processes at once: nothing is tidied up or written any more.
    private void killDatabase() throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(folder.resolve("data").resolve("postmaster.pid")).getFirst().strip());
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        List<ProcessHandle> processes = server.descendants().toList();
        server.destroyForcibly();
        processes.forEach(ProcessHandle::destroyForcibly);
        await().atMost(PATIENCE).until(() -> !server.isAlive() && processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    private void killEverything() throws IOException {
        killDatabase();
        app.close();
        database.close();
        postgres.close(); // of its files
    }

    private void restart() {
        postgres = postgres(postgres.getPort());
        database = pool();
        app = LiveApp.start(kafka.settings(), database, LiveApp.QUICK);
        awaitProjection();
    }

    private void awaitProjection() {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(app.get("/api/v1/status").path("projection").path("state").asString())
                        .isEqualTo("RUNNING"));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void followersGoOnAfterACrashOfEverything() throws Exception {
        String held;
        try (Follower before = new Follower(app)) {
            // Given
            before.subscribe(BOARD, null);
            score(8, 1);
            before.takeUntil(BOARD, 8);
            // When it crashes in the middle of changes, right after a follower has seen one
            for (int runs = 2; runs <= 20; runs++) {
                score(8, runs);
            }
            before.takeUntil(BOARD, 8);
            while (!before.take().path("t").asString().equals("delta")) {
                // heartbeats do not count
            }
            killEverything();
            held = before.position(BOARD);
        }
        restart();
        // Then
        try (Follower after = new Follower(app)) {
            assertThat(after.subscribe(BOARD, held).path("recovered").asBoolean()).as(held).isTrue();
            score(9, 21);
            after.takeUntil(BOARD, 9);
            await().atMost(PATIENCE).untilAsserted(() -> {
                after.take();
                assertThat(after.map(BOARD).values()).allMatch(row -> row.path("runs").asLong() == 21);
            });
            assertThat(after.others()).noneMatch(frame -> frame.path("t").asString().equals("reset"));
        }
    }

    @Test
    void databaseThatWentBackBeginsAnotherEpoch() throws Exception {
        // Given
        String held = positionAfterFirstScores();
        app.close();
        database.close();
        // When an older state is there at the next start, as a copy leaves it
        execute("UPDATE results.position SET next_offset = next_offset - 1 WHERE next_offset > 0");
        database = pool();
        app = LiveApp.start(kafka.settings(), database, LiveApp.QUICK);
        awaitProjection();
        // Then
        followerStartsAnew(held);
    }

    @Test
    void anotherServerBeginsAnotherEpoch() throws Exception {
        // Given
        String held = positionAfterFirstScores();
        app.close();
        // When a replica has taken over
        execute("UPDATE results.projection SET server_history = left(server_history, -8) || '00000000'");
        app = LiveApp.start(kafka.settings(), database, LiveApp.QUICK);
        awaitProjection();
        // Then
        followerStartsAnew(held);
    }

    private String positionAfterFirstScores() throws Exception {
        try (Follower before = new Follower(app)) {
            before.subscribe(BOARD, null);
            score(8, 1);
            before.takeUntil(BOARD, 8);
            return before.position(BOARD);
        }
    }

    private void followerStartsAnew(String held) throws Exception {
        try (Follower after = new Follower(app)) {
            assertThat(after.subscribe(BOARD, held).path("recovered").asBoolean()).isFalse();
            after.takeUntil(BOARD, 8);
        }
    }
}
