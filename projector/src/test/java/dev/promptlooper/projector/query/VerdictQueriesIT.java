package dev.promptlooper.projector.query;

import static dev.promptlooper.projector.Samples.NOON;
import static dev.promptlooper.projector.Samples.candidate;
import static dev.promptlooper.projector.Samples.definition;
import static dev.promptlooper.projector.Samples.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.contracts.event.Run;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.Score;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepEvent.Kind;
import dev.promptlooper.contracts.event.SweepEvent.Step;
import dev.promptlooper.contracts.event.SweepEvent.StepKind;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.event.Verdict.Decision;
import dev.promptlooper.contracts.event.Verdict.Method;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.testkit.ExampleRecords;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.projector.ProjectorFixture;
import dev.promptlooper.projector.Samples;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

class VerdictQueriesIT {

    private static final int CASES = 40;
    private static final TestKafka KAFKA = TestKafka.start(Path.of("target", "streams"));
    private static final ProjectorFixture FIXTURE = new ProjectorFixture(KAFKA.settings()).start();
    private static final Results RESULTS = new Results(FIXTURE.database());
    private static final SweepQueries SWEEPS = new SweepQueries(RESULTS,
            InstantSource.fixed(Instant.ofEpochMilli(NOON + 4_000)));
    private static final EventQueries.Filter EVERYTHING = new EventQueries.Filter(0, null, true, Set.of(),
            null);
    private static final VerdictQueries VERDICTS = new VerdictQueries(RESULTS, SWEEPS);

    @BeforeAll
    static void fill() throws Exception {
        // A grid: candidate c is right on the first 40 - 8c cases.
        KAFKA.send(Topic.SWEEP_DEFINITION, "grid", definition("grid", "grid", NOON));
        KAFKA.send(Topic.SWEEP_EVENT, "grid", event("grid", 1, Kind.COMPLETED, SweepStatus.COMPLETED, 3 * CASES));
        CandidateStats[] rows = new CandidateStats[3];
        for (int candidate = 0; candidate < 3; candidate++) {
            int right = CASES - 8 * candidate;
            for (int index = 0; index < CASES; index++) {
                KAFKA.send(Topic.RUN_SCORED, "grid", run(candidate, index, index < right ? 1 : 0));
            }
            rows[candidate] = Samples.stats("grid", candidate, CASES, right / (double) CASES);
            KAFKA.send(Topic.CANDIDATE_STATS, "grid/" + candidate, rows[candidate]);
        }
        KAFKA.send(Topic.LEADERBOARD, "grid", Samples.leaderboard("grid", 9, 3 * CASES, rows));
        // A search that has published its verdict.
        Verdict found = ExampleRecords.of(Topic.VERDICT).getFirst();
        KAFKA.send(Topic.SWEEP_DEFINITION, found.sweepId(), definition(found.sweepId(), "search", NOON));
        KAFKA.send(Topic.SWEEP_EVENT, found.sweepId(), stepping(found.sweepId()));
        KAFKA.send(Topic.VERDICT, found.sweepId(), found);
        KAFKA.send(Topic.SWEEP_DEFINITION, "fresh", definition("fresh", "fresh", NOON));
        FIXTURE.awaitCaughtUp();
    }

    @AfterAll
    static void stop() {
        FIXTURE.close();
        KAFKA.close();
    }

    private static RunScored run(long candidate, long index, double value) {
        return new RunScored(1, new Run("grid", candidate(candidate), "case-" + index, index, 0),
                Samples.hash(candidate, index), RunScored.Status.DONE, AnswerSource.CALL, null, null,
                List.of(new Score("equals", value, value == 1, null, null)), new Usage(20, 10, false), 0.001, 0.001, 30,
                1, 100L, 1, Reservation.NONE, NOON + index);
    }

    private static SweepEvent stepping(String sweep) {
        SweepEvent plain = event(sweep, 1, Kind.PROGRESS, SweepStatus.RUNNING, 10);
        return new SweepEvent(1, sweep, 1, plain.at(), plain.kind(), plain.status(), 1, null, null, "10 runs ended",
                List.of(), plain.totals(), List.of(new Step(StepKind.EVALUATE, 3, 5), new Step(StepKind.DROP, 7, 0)));
    }

    @Test
    void verdictOfASearchIsTheOneOfTheTopic() {
        // Given
        Verdict published = ExampleRecords.of(Topic.VERDICT).getFirst();
        // When
        Verdict verdict = VERDICTS.get(published.sweepId(), null);
        // Then
        assertThat(verdict).isEqualTo(published);
        OpenApi.assertMatches("Verdict", Json.MAPPER.readTree(Json.write(verdict)));
    }

    @Test
    void stepsOfASearchAreInItsEvents() {
        assertThat(new EventQueries(RESULTS).page(ExampleRecords.SWEEP, EVERYTHING, 10).items()).singleElement()
                .extracting(SweepEvent::steps)
                .isEqualTo(List.of(new Step(StepKind.EVALUATE, 3, 5), new Step(StepKind.DROP, 7, 0)));
    }

    @Test
    void verdictOfAGridIsMeasuredByPairsOfCases() {
        // When
        Verdict verdict = VERDICTS.get("grid", null);
        // Then
        assertThat(verdict.recommended()).isZero();
        assertThat(verdict.runnerUp()).satisfies(difference -> {
            assertThat(difference.candidate()).isEqualTo(1);
            assertThat(difference.difference()).isCloseTo(0.2, within(1e-12));
            assertThat(difference.pairs()).isEqualTo(CASES);
            // 8 of 40 pairs differ: sd = sqrt(40/39 · 0.2 · 0.8) and t(39) = 2.0227.
            assertThat(difference.low())
                    .isCloseTo(0.2 - 2.0227 * Math.sqrt(40 / 39.0 * 0.16 / CASES), within(1e-4));
        });
        assertThat(verdict.confidence()).satisfies(confidence -> {
            assertThat(confidence.method()).isEqualTo(Method.UNION_BOUND);
            assertThat(confidence.probability()).isBetween(0.99, 1.0);
        });
        assertThat(verdict.outlook().decision()).isEqualTo(Decision.ALL_EVALUATED);
        assertThat(verdict.savings().calls()).isEqualTo(3 * CASES);
        assertThat(verdict.summary()).anyMatch(line -> line.contains("Ahead of the runner-up"));
        OpenApi.assertMatches("Verdict", Json.MAPPER.readTree(Json.write(verdict)));
    }

    @Test
    void baselineCanBeNamedAfterwards() {
        // When
        Verdict verdict = VERDICTS.get("grid", 2L);
        // Then
        assertThat(verdict.baseline()).satisfies(difference -> {
            assertThat(difference.candidate()).isEqualTo(2);
            assertThat(difference.difference()).isCloseTo(0.4, within(1e-12));
            assertThat(difference.method()).isEqualTo(Method.PAIRED_T);
        });
        assertThat(verdict.summary()).anyMatch(line -> line.contains("baseline"));
        assertThatThrownBy(() -> VERDICTS.get("grid", 99L)).isInstanceOf(Problem.class)
                .hasMessageContaining("baseline");
    }

    @Test
    void sweepWithoutResultsRecommendsNothingAndSaysSo() {
        // When
        Verdict verdict = VERDICTS.get("fresh", null);
        // Then
        assertThat(verdict.recommended()).isNull();
        assertThat(verdict.confidence()).isNull();
        assertThat(verdict.summary().getFirst()).contains("Nothing is scored yet");
        assertThatThrownBy(() -> VERDICTS.get("nowhere", null)).isInstanceOf(Problem.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void objectiveIsReadFromRunsAsScoringReadsIt() throws Exception {
        // Given
        Map<String, Double> objectives = Map.of("equals", 0.2, "cost-per-run-usd", 0.0, "latency-ms", 0.0, "tokens",
                0.0);
        // Then
        for (Map.Entry<String, Double> objective : objectives.entrySet()) {
            var original = definition("grid", "grid", NOON);
            var changed = Json.MAPPER.readTree(Json.write(original));
            ((tools.jackson.databind.node.ObjectNode) changed).putObject("objective")
                    .put("maximize", objective.getKey());
            KAFKA.send(Topic.SWEEP_DEFINITION, "grid",
                    Json.read(changed.toString(), dev.promptlooper.contracts.sweep.SweepDefinition.class));
            FIXTURE.awaitCaughtUp();
            assertThat(VERDICTS.get("grid", null).runnerUp()).as(objective.getKey())
                    .satisfies(difference -> assertThat(difference.difference()).isCloseTo(objective.getValue(),
                            within(1e-12)));
        }
        KAFKA.send(Topic.SWEEP_DEFINITION, "grid", definition("grid", "grid", NOON));
        FIXTURE.awaitCaughtUp();
    }
}
