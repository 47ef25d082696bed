package dev.promptlooper.projector.projection;

import static dev.promptlooper.projector.Samples.event;
import static dev.promptlooper.projector.Samples.failed;
import static dev.promptlooper.projector.Samples.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.SweepEvent.Kind;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.projector.ProjectorFixture;
import dev.promptlooper.projector.Samples;
import dev.promptlooper.projector.live.Change;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

class ProjectorIT {

    private static final TestKafka KAFKA = TestKafka.start(Path.of("target", "streams"));
    private static int sweeps;

    private final String sweep = "sweep-" + ++sweeps;
    private final ProjectorFixture fixture = new ProjectorFixture(KAFKA.settings());

    @AfterAll
    static void stopKafka() {
        KAFKA.close();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void sendSweep(int candidates, int cases) {
        KAFKA.send(Topic.SWEEP_DEFINITION, sweep, Samples.definition(sweep, "name of " + sweep, Samples.NOON));
        KAFKA.send(Topic.SWEEP_EVENT, sweep, event(sweep, 1, Kind.LAUNCHED, SweepStatus.RUNNING, 0));
        for (int candidate = 0; candidate < candidates; candidate++) {
            for (int index = 0; index < cases; index++) {
                KAFKA.send(Topic.RESPONSE, Samples.hash(candidate, index),
                        Samples.response(candidate, index, "answer " + index));
                KAFKA.send(Topic.RUN_SCORED, sweep, index == 0
                        ? failed(sweep, candidate, index, FailureClass.SERVER_ERROR)
                        : run(sweep, candidate, index, AnswerSource.CALL));
            }
            KAFKA.send(Topic.CANDIDATE_STATS, sweep + "/" + candidate,
                    Samples.stats(sweep, candidate, cases, candidate / 10.0));
        }
        KAFKA.send(Topic.SWEEP_EVENT, sweep, event(sweep, 2, Kind.PRUNED, SweepStatus.RUNNING, 3, List.of(1L)));
        KAFKA.send(Topic.SWEEP_EVENT, sweep,
                event(sweep, 3, Kind.COMPLETED, SweepStatus.COMPLETED, (long) candidates * cases));
        KAFKA.send(Topic.LEADERBOARD, sweep, Samples.leaderboard(sweep, 9, (long) candidates * cases,
                Samples.stats(sweep, candidates - 1, cases, (candidates - 1) / 10.0)));
    }

    @SuppressWarnings("NullAway") // the test kit sends what it is given
    private static void tombstone(String topicName, String key) {
        KAFKA.sendBytes(topicName, key, null);
    }

    private long runs() throws Exception {
        return fixture.number("SELECT count(*) FROM results.run WHERE sweep_id = '" + sweep + "'");
    }

    @Test
    void everyRecordBecomesItsRow() throws Exception {
        // Given
        fixture.start();
        // When
        sendSweep(3, 4);
        // Then
        fixture.awaitCaughtUp();
        assertThat(runs()).isEqualTo(12);
        String of = " WHERE sweep_id = '" + sweep + "'";
        assertThat(
                fixture.text("SELECT runs || ' ' || candidates || ' ' || candidate_runs FROM results.sweep_count" + of))
                .isEqualTo("12 3 12");
        assertThat(
                fixture.text("SELECT name || ' ' || status || ' ' || version || ' ' || (totals->>'settled') || ' ' || "
                        + "launched_at || ' ' || rest_since FROM results.sweep" + of))
                .isEqualTo(
                        "name of " + sweep + " COMPLETED 1 12 " + (Samples.NOON + 1000) + " " + (Samples.NOON + 3000));
        assertThat(fixture.text("SELECT count(*) FROM results.event" + of)).isEqualTo("3");
        assertThat(fixture.text("SELECT candidate_index || ' ' || pruned FROM results.candidate_mark" + of))
                .isEqualTo("1 true");
        assertThat(fixture.text("SELECT revision || ' ' || runs FROM results.leaderboard" + of)).isEqualTo("9 12");
        assertThat(fixture.text("SELECT output FROM results.response WHERE config_hash = '" + Samples.hash(1, 2) + "'"))
                .isEqualTo("answer 2");
        assertThat(fixture.text("SELECT definition->'params' FROM results.sweep" + of)).startsWith("{\"temperature\"");
    }

    @Test
    void restartMidStreamLosesAndDoublesNothing() throws Exception {
        // Given
        fixture.start();
        for (int index = 0; index < 300; index++) {
            KAFKA.send(Topic.RUN_SCORED, sweep, run(sweep, 0, index, AnswerSource.CALL));
            // When
            if (index == 100 || index == 200) {
                fixture.restart(KAFKA.settings());
            }
        }
        // Then
        fixture.awaitCaughtUp();
        assertThat(runs()).isEqualTo(300);
        assertThat(fixture.number("SELECT runs FROM results.sweep_count WHERE sweep_id = '" + sweep + "'"))
                .isEqualTo(300);
    }

    @Test
    void paceFollowsARunThatIsScoredAgain() throws Exception {
        // Given
        fixture.start();
        KAFKA.send(Topic.RUN_SCORED, sweep, run(sweep, 0, 1, AnswerSource.CALL));
        KAFKA.send(Topic.RUN_SCORED, sweep, run(sweep, 0, 2, AnswerSource.HIT));
        fixture.awaitCaughtUp();
        // When the first one comes again as a hit (its payment stays), and the second one fails
        KAFKA.send(Topic.RUN_SCORED, sweep, run(sweep, 0, 1, AnswerSource.HIT));
        KAFKA.send(Topic.RUN_SCORED, sweep, failed(sweep, 0, 2, FailureClass.TIMEOUT));
        fixture.awaitCaughtUp();
        // Then
        assertThat(fixture.text(
                "SELECT string_agg(latency_bin || ' ' || runs || ' ' || failed || ' ' || hits || ' ' || paid_nanos, ', '"
                        + " ORDER BY latency_bin) FROM results.pace WHERE runs <> 0 AND sweep_id = '" + sweep + "'"))
                .isEqualTo("-1 1 1 0 0, 25 1 0 0 1000000");
    }

    @Test
    void duplicateOfPaidRunKeepsThePayment() throws Exception {
        // Given
        fixture.start();
        KAFKA.send(Topic.RUN_SCORED, sweep, run(sweep, 0, 1, AnswerSource.CALL));
        fixture.awaitCaughtUp();
        // When
        KAFKA.send(Topic.RUN_SCORED, sweep, run(sweep, 0, 1, AnswerSource.HIT));
        KAFKA.send(Topic.RUN_SCORED, sweep, run(sweep, 0, 2, AnswerSource.CALL));
        KAFKA.send(Topic.RUN_SCORED, sweep, run(sweep, 0, 2, AnswerSource.HIT));
        // Then
        fixture.awaitCaughtUp();
        assertThat(fixture
                .text("SELECT string_agg(source || paid_calls || paid_usd, ' ') FROM results.run WHERE sweep_id = '"
                        + sweep + "'"))
                .isEqualTo("CALL10.001 CALL10.001");
        assertThat(fixture.number("SELECT runs FROM results.sweep_count WHERE sweep_id = '" + sweep + "'"))
                .isEqualTo(2);
    }

    @Test
    void droppedSchemaIsRebuiltToTheSameState() throws Exception {
        // Given
        fixture.start();
        sendSweep(2, 5);
        String filed = sweep + "-filed";
        KAFKA.send(Topic.SWEEP_EVENT, filed, event(filed, 1, Kind.CANCELLED, SweepStatus.CANCELLED, 0));
        KAFKA.send(Topic.SWEEP_EVENT, filed, event(filed, 2, Kind.ARCHIVED, SweepStatus.CANCELLED, 0));
        fixture.awaitCaughtUp();
        // An event of a later batch says nothing of the archive.
        KAFKA.send(Topic.SWEEP_EVENT, filed, event(filed, 3, Kind.COMMAND_REJECTED, SweepStatus.CANCELLED, 0));
        fixture.awaitCaughtUp();
        Map<String, String> before = fixture.state();
        assertThat(fixture.number("SELECT count(*) FROM results.sweep WHERE archived AND sweep_id = '" + filed + "'"))
                .isEqualTo(1);
        // When
        fixture.execute("DROP SCHEMA results CASCADE");
        // Then
        await().ignoreExceptions().untilAsserted(() -> assertThat(fixture.state()).isEqualTo(before));
    }

    @Test
    void singleDroppedTableIsRebuiltToo() throws Exception {
        // Given
        fixture.start();
        sendSweep(2, 5);
        fixture.awaitCaughtUp();
        Map<String, String> before = fixture.state();
        fixture.stop();
        // When
        fixture.execute("DROP TABLE results.run");
        fixture.restart(KAFKA.settings());
        // Then
        await().ignoreExceptions().untilAsserted(() -> assertThat(fixture.state()).isEqualTo(before));
    }

    @Test
    void poisonBecomesDeadLettersAndTheRestGoesOn() throws Exception {
        // Given
        fixture.start();
        fixture.awaitCaughtUp();
        long lettersBefore = fixture.number("SELECT dead_letters FROM results.projection");
        // When
        List<byte[]> poison = List.of(new byte[0], new byte[]{(byte) 0xff, 0}, "null".getBytes(StandardCharsets.UTF_8),
                "{\"schema\":1}".getBytes(StandardCharsets.UTF_8), "{\"schema\":99}".getBytes(StandardCharsets.UTF_8),
                "[".repeat(10_000).getBytes(StandardCharsets.UTF_8));
        for (byte[] value : poison) {
            KAFKA.sendBytes(Topic.RUN_SCORED.topicName(), sweep, value);
        }
        tombstone(Topic.CANDIDATE_STATS.topicName(), "no-slash");
        KAFKA.sendBytes(Topic.DEAD_LETTER.topicName(), "x", "poison itself".getBytes(StandardCharsets.UTF_8));
        KAFKA.send(Topic.RUN_SCORED, sweep, run(sweep, 0, 1, AnswerSource.CALL));
        // Then
        await().untilAsserted(() -> {
            assertThat(runs()).isEqualTo(1);
            assertThat(fixture.number("SELECT dead_letters FROM results.projection") - lettersBefore)
                    .isEqualTo(poison.size() + 2L);
        });
        assertThat(fixture.number("SELECT count(*) FROM results.dead_letter")).isEqualTo(
                fixture.number("SELECT dead_letters FROM results.projection"));
    }

    @Test
    void valueThatTheDatabaseRefusesIsSetAsideAlone() throws Exception {
        // Given
        fixture.start();
        fixture.awaitCaughtUp();
        // When
        String huge = "x".repeat(20_000);
        KAFKA.send(Topic.RUN_SCORED, sweep, run(sweep, 0, 1, AnswerSource.CALL));
        KAFKA.send(Topic.SWEEP_EVENT, huge, event(incompressible(huge), 1, Kind.LAUNCHED, SweepStatus.RUNNING, 0));
        KAFKA.send(Topic.SWEEP_EVENT, sweep, event(sweep, 1, Kind.LAUNCHED, SweepStatus.RUNNING, 0));
        // Then
        await().untilAsserted(() -> assertThat(
                fixture.number("SELECT count(*) FROM results.dead_letter WHERE reason = 'refused-by-database'"))
                .isPositive());
        fixture.awaitCaughtUp();
        assertThat(runs()).isEqualTo(1);
        assertThat(fixture.number("SELECT count(*) FROM results.sweep WHERE sweep_id = '" + sweep + "'")).isEqualTo(1);
    }

    private static String incompressible(String size) {
        var random = new java.util.Random(7);
        StringBuilder text = new StringBuilder();
        while (text.length() < size.length()) {
            text.append(Long.toString(random.nextLong() & Long.MAX_VALUE, 36));
        }
        return text.toString();
    }

    @Test
    void textThatPostgresCannotStoreIsRepaired() throws Exception {
        // Given
        fixture.start();
        // When
        KAFKA.send(Topic.RESPONSE, Samples.hash(77, 1), Samples.response(77, 1, "a\u0000b\ud800c"));
        // Then
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(
                        fixture.text("SELECT output FROM results.response WHERE config_hash = '" + Samples.hash(77, 1)
                                + "'"))
                        .isEqualTo("a\ufffdb\ufffdc"));
    }

    @Test
    void tombstoneTakesItsRowAway() throws Exception {
        // Given
        fixture.start();
        KAFKA.send(Topic.RESPONSE, Samples.hash(78, 1), Samples.response(78, 1, "gone soon"));
        KAFKA.send(Topic.CANDIDATE_STATS, sweep + "/0", Samples.stats(sweep, 0, 3, 0.5));
        KAFKA.send(Topic.CANDIDATE_STATS, sweep + "/1", Samples.stats(sweep, 1, 4, 0.5));
        fixture.awaitCaughtUp();
        // When
        tombstone(Topic.RESPONSE.topicName(), Samples.hash(78, 1));
        tombstone(Topic.CANDIDATE_STATS.topicName(), sweep + "/0");
        // Then
        await().untilAsserted(() -> assertThat(fixture.text(
                "SELECT candidates || ' ' || candidate_runs FROM results.sweep_count WHERE sweep_id = '" + sweep + "'"))
                .isEqualTo("1 4"));
        fixture.awaitCaughtUp();
        assertThat(fixture
                .number("SELECT count(*) FROM results.response WHERE config_hash = '" + Samples.hash(78, 1) + "'"))
                .isZero();
    }

    @Test
    void committedChangesReachTheFeedInOrder() throws Exception {
        // Given
        List<Change> changes = Collections.synchronizedList(new ArrayList<>());
        fixture.start();
        fixture.awaitCaughtUp();
        fixture.feed().subscribe(changes::addAll);
        // When
        sendSweep(2, 2);
        fixture.awaitCaughtUp();
        // Then
        for (String channel : List.of(Change.SWEEPS, Change.summary(sweep), Change.leaderboard(sweep),
                Change.events(sweep))) {
            List<Change> mine = changes.stream().filter(change -> change.channel().equals(channel)).toList();
            assertThat(mine).as(channel).isNotEmpty();
            for (int i = 1; i < mine.size(); i++) {
                assertThat(mine.get(i).prev()).isEqualTo(mine.get(i - 1).seq());
                assertThat(mine.get(i).epoch()).isEqualTo(mine.get(i - 1).epoch());
            }
        }
        Change last = changes.stream().filter(c -> c.channel().equals(Change.leaderboard(sweep))).toList().getLast();
        assertThat(fixture.number("SELECT seq FROM results.channel WHERE ch = '" + last.channel() + "'"))
                .isEqualTo(last.seq());
    }
}
