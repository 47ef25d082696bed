package dev.promptlooper.scoring.board;

import static dev.promptlooper.scoring.board.Sweeps.answered;
import static dev.promptlooper.scoring.board.Sweeps.definition;
import static dev.promptlooper.scoring.board.Sweeps.failed;
import static dev.promptlooper.scoring.board.Sweeps.run;
import static dev.promptlooper.scoring.board.Sweeps.scorer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.event.Leaderboard;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.Score;
import dev.promptlooper.contracts.sweep.Objective;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class BoardTopologyTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path stateDir;
    @SuppressWarnings("NullAway.Init")
    private TopologyBench bench;

    @BeforeEach
    void start() {
        bench = new TopologyBench(stateDir);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void candidatesAreRankedByTheObjective() {
        // Given
        bench.define(definition("s"));
        // When
        for (int i = 0; i < 10; i++) {
            bench.complete(answered(run("s", 0, i, 0), i < 4 ? "yes" : "no"),
                    answered(run("s", 1, i, 0), i < 9 ? "yes" : "no"), answered(run("s", 2, i, 0), "no"));
        }
        Leaderboard board = bench.leaderboard();
        // Then
        assertThat(board.top()).extracting(row -> row.candidate().index()).containsExactly(1L, 0L, 2L);
        assertThat(board.top()).extracting(CandidateStats::rank).containsExactly(1, 2, 3);
        assertThat(board.top()).extracting(CandidateStats::score).containsExactly(0.9, 0.4, 0.0);
        assertThat(board.runs()).isEqualTo(30);
        assertThat(board.candidates()).isEqualTo(3);
        assertThat(board.metric()).isEqualTo("equals");
        CandidateStats best = board.top().getFirst();
        assertThat(best.n()).isEqualTo(10);
        assertThat(best.cases()).isEqualTo(10);
        assertThat(best.passRate()).isEqualTo(0.9);
        assertThat(best.low()).isCloseTo(0.5958, within(1e-4)); // Wilson, 9 of 10
        assertThat(best.high()).isCloseTo(0.9821, within(1e-4));
        assertThat(best.costUsd()).isCloseTo(0.001, within(1e-15));
        assertThat(best.metrics()).containsOnlyKeys("equals", "cost-per-run-usd", "latency-ms", "tokens");
    }

    @Test
    void repeatsOfACaseAreOneObservation() {
        // Given
        bench.define(definition("s"));
        // When
        bench.complete(answered(run("s", 0, 0, 0), "yes"), answered(run("s", 0, 0, 1), "yes"),
                answered(run("s", 0, 0, 2), "yes"), answered(run("s", 0, 1, 0), "no"));
        CandidateStats row = bench.leaderboard().top().getFirst();
        // Then
        assertThat(row.score()).isEqualTo(0.5);
        assertThat(row.n()).isEqualTo(4);
        assertThat(row.cases()).isEqualTo(2);
        assertThat(row.standardError()).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void duplicatesCountOnce() {
        // Given
        bench.define(definition("s"));
        // When
        for (int i = 0; i < 3; i++) {
            bench.complete(answered(run("s", 0, 0, 0), "yes"), failed(run("s", 0, 1, 0)));
        }
        Leaderboard board = bench.leaderboard();
        // Then
        assertThat(board.runs()).isEqualTo(2);
        assertThat(board.failed()).isEqualTo(1);
        assertThat(board.paidUsd()).isCloseTo(0.001, within(1e-15));
        assertThat(board.top().getFirst().n()).isEqualTo(1);
    }

    @Test
    void reScoredRunReplacesItsOldValue() {
        // Given
        bench.define(definition("s"));
        bench.complete(answered(run("s", 0, 0, 0), "no"), answered(run("s", 0, 1, 0), "yes"));
        RunScored first = bench.runsScored().getFirst();
        // When
        bench.scored(withScore(first, 1.0, first.scoredAt() + 1));
        CandidateStats newer = bench.leaderboard().top().getFirst();
        bench.scored(withScore(first, 0.0, first.scoredAt() - 1));
        bench.complete(answered(run("s", 0, 2, 0), "yes"));
        CandidateStats older = bench.leaderboard().top().getFirst();
        // Then
        assertThat(newer.score()).isEqualTo(1);
        assertThat(newer.n()).isEqualTo(2);
        assertThat(older.score()).as("an older verdict does not come back").isEqualTo(1);
    }

    @Test
    void duplicateThatIsAHitKeepsTheFirstPayment() {
        // Given
        bench.define(definition("s"));
        bench.complete(answered(run("s", 0, 0, 0), "yes", 0.5, 10, AnswerSource.CALL));
        // When
        bench.pass(Duration.ofMillis(10));
        bench.complete(answered(run("s", 0, 0, 0), "yes", 0.5, 10, AnswerSource.HIT));
        Leaderboard board = bench.leaderboard();
        // Then
        assertThat(board.paidUsd()).isEqualTo(0.5);
        assertThat(board.hits()).isZero();
    }

    @Test
    void failureDoesNotUndoAnAnswer() {
        // Given
        bench.define(definition("s"));
        bench.complete(failed(run("s", 0, 0, 0)), answered(run("s", 0, 1, 0), "yes"));
        // When
        bench.complete(answered(run("s", 0, 0, 0), "yes"), failed(run("s", 0, 1, 0)));
        Leaderboard board = bench.leaderboard();
        // Then
        assertThat(board.failed()).isZero();
        assertThat(board.top().getFirst().score()).isEqualTo(1);
    }

    @Test
    void failedRunsAreLeftOutUnlessTheObjectiveValuesThem() {
        // Given
        bench.define(definition("out"));
        bench.define(definition("as-zero", new Objective("equals", null, null, 0.0), scorer(Map.of("type", "equals"))));
        // When
        for (String sweep : List.of("out", "as-zero")) {
            bench.complete(answered(run(sweep, 0, 0, 0), "yes"), failed(run(sweep, 0, 1, 0)));
        }
        bench.pass(Duration.ofMillis(250));
        List<Leaderboard> boards = bench.leaderboards();
        // Then
        assertThat(boards).filteredOn(board -> board.sweepId().equals("out"))
                .first()
                .satisfies(board -> assertThat(board.top().getFirst().score()).isEqualTo(1));
        assertThat(boards).filteredOn(board -> board.sweepId().equals("as-zero"))
                .first()
                .satisfies(board -> assertThat(board.top().getFirst().score()).isEqualTo(0.5));
        assertThat(boards).extracting(board -> board.top().getFirst().failed()).containsExactly(1L, 1L);
    }

    @Test
    void minimisedMetricRanksSmallestFirst() {
        // Given
        bench.define(definition("s", new Objective(null, "latency-ms", null, null), scorer(Map.of("type", "equals"))));
        // When
        bench.complete(answered(run("s", 0, 0, 0), "yes", 0.1, 300, AnswerSource.CALL),
                answered(run("s", 1, 0, 0), "yes", 0.1, 200, AnswerSource.CALL));
        List<CandidateStats> top = bench.leaderboard().top();
        // Then
        assertThat(top).extracting(row -> row.candidate().index()).containsExactly(1L, 0L);
        assertThat(top.getFirst().score()).isEqualTo(200);
        assertThat(top.getFirst().sortKey()).isEqualTo(-200);
    }

    @Test
    void brokenConstraintRanksBehindAndSaysWhich() {
        // Given
        bench.define(definition("s",
                new Objective("equals", null, Map.of("cost-per-run-usd", new Objective.Bound(null, 0.002)), null),
                scorer(Map.of("type", "equals"))));
        // When
        bench.complete(answered(run("s", 0, 0, 0), "yes", 0.003, 10, AnswerSource.CALL),
                answered(run("s", 1, 0, 0), "no", 0.001, 10, AnswerSource.CALL));
        List<CandidateStats> top = bench.leaderboard().top();
        // Then
        assertThat(top).extracting(row -> row.candidate().index()).containsExactly(1L, 0L);
        assertThat(top).extracting(CandidateStats::feasible).containsExactly(true, false);
        assertThat(top.getLast().violated()).isEqualTo("cost-per-run-usd 0.003 is above 0.002");
    }

    @Test
    void weightedSumAddsWeightedScores() {
        // Given
        bench.define(definition("s", new Objective("weighted-sum", null, null, null), scorer(Map.of("type", "equals")),
                scorer(Map.of("type", "word-count", "max", 2, "weight", 0.2))));
        // When
        bench.complete(answered(run("s", 0, 0, 0), "yes"), answered(run("s", 1, 0, 0), "no, not at all"));
        List<CandidateStats> top = bench.leaderboard().top();
        // Then
        assertThat(top).extracting(CandidateStats::score).containsExactly(1.2, 0.0);
        assertThat(top.getFirst().metrics()).containsKey("weighted-sum");
    }

    @Test
    void paretoFlagsFollowTheOthers() {
        // Given
        bench.define(definition("s"));
        bench.complete(answered(run("s", 0, 0, 0), "yes", 0.2, 100, AnswerSource.CALL));
        bench.leaderboard();
        assertThat(bench.rows().get(0L)).extracting(CandidateStats::pareto).isEqualTo(true);
        // When
        bench.complete(answered(run("s", 1, 0, 0), "yes", 0.1, 100, AnswerSource.CALL));
        bench.leaderboard();
        Map<Long, CandidateStats> rows = bench.rows();
        // Then
        assertThat(rows.get(0L)).as("emitted again, because it left the front")
                .extracting(CandidateStats::pareto)
                .isEqualTo(false);
        assertThat(rows.get(1L)).extracting(CandidateStats::pareto).isEqualTo(true);
    }

    @Test
    void nothingIsEmittedWhenNothingChanged() {
        // Given
        bench.define(definition("s"));
        bench.complete(answered(run("s", 0, 0, 0), "yes"));
        bench.leaderboard();
        // When
        bench.complete(answered(run("s", 0, 0, 0), "yes"));
        bench.pass(Duration.ofSeconds(5));
        // Then
        assertThat(bench.leaderboards()).isEmpty();
    }

    @Test
    void leaderboardIsTheHeadAndEveryRowIsEmitted() {
        // Given
        bench.define(definition("s"));
        // When
        for (int i = 0; i < 120; i++) {
            bench.complete(answered(run("s", i, 0, 0), i % 2 == 0 ? "yes" : "no"));
        }
        Leaderboard board = bench.leaderboard();
        // Then
        assertThat(board.top()).hasSize(Leaderboard.TOP);
        assertThat(board.top()).extracting(row -> row.candidate().index()).startsWith(0L, 2L, 4L).endsWith(98L);
        assertThat(bench.rows()).hasSize(120).allSatisfy((index, row) -> assertThat(row.rank()).isNull());
        assertThat(board.revision()).isEqualTo(1);
    }

    private static RunScored withScore(RunScored run, double value, long scoredAt) {
        return new RunScored(run.schema(), run.run(), run.configHash(), run.status(), run.source(), run.failure(),
                run.message(), List.of(new Score("equals", value, value == 1, "again", null)), run.usage(),
                run.costUsd(), run.paidUsd(), run.paidTokens(), run.paidCalls(), run.latencyMs(), run.attempts(),
                run.reserved(), scoredAt);
    }
}
