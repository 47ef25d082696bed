package dev.promptlooper.scoring.board;

import static dev.promptlooper.scoring.board.Sweeps.answered;
import static dev.promptlooper.scoring.board.Sweeps.definition;
import static dev.promptlooper.scoring.board.Sweeps.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.topic.Limits;
import dev.promptlooper.contracts.topic.Topic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

class RetirementTest {

    /// Three slices with the candidate's own entry.
    private static final int CASES = 12;
    private static final int SLICE = 5;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path stateDir;
    @SuppressWarnings("NullAway.Init")
    private TopologyBench bench;

    @BeforeEach
    void start() {
        ScoringSettings normal = ScoringSettings.DEFAULT;
        // The driver flushes every store after each record and tick, tens of milliseconds on a slow disk: few cases, small slices.
        bench = new TopologyBench(stateDir, text -> Optional.empty(), new ScoringSettings(normal.scorerTimeLimit(),
                normal.definitionPatience(), normal.emitEvery(), normal.emissionShare(), Duration.ofHours(1), SLICE));
        bench.define(definition("old"));
        bench.define(definition("young"));
        for (int i = 0; i < CASES; i++) {
            bench.complete(answered(run("old", 0, i, 0), "yes"));
        }
        bench.complete(answered(run("young", 0, 0, 0), "yes"));
        assertThat(bench.leaderboard()).isNotNull();
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void endedSweepIsForgottenAfterItsTime() {
        // Given
        bench.tell(event("old", SweepStatus.COMPLETED));
        bench.tell(event("young", SweepStatus.PAUSED));
        bench.pass(Duration.ofMinutes(50));
        assertThat(bench.entries(BoardStores.CELLS)).isEqualTo(CASES + 1);
        // When
        bench.pass(Duration.ofMinutes(25));
        assertThat(bench.entries(BoardStores.CELLS)).as("a slice at a time").isEqualTo(CASES + 1 - SLICE);
        bench.pass(Duration.ofMillis(250));
        bench.pass(Duration.ofMillis(250));
        // Then
        assertThat(bench.entries(BoardStores.CELLS)).isEqualTo(1);
        assertThat(bench.entries(BoardStores.CANDIDATES)).isEqualTo(1);
    }

    @Test
    void duplicateBeforeThatCountsOnceAndAfterThatNotAtAll() {
        // Given
        bench.tell(event("old", SweepStatus.CANCELLED));
        bench.pass(Duration.ofMinutes(30));
        bench.complete(answered(run("old", 0, 0, 0), "yes"), answered(run("old", 1, 0, 0), "yes"));
        assertThat(bench.leaderboard().runs()).isEqualTo(CASES + 1);
        // When
        bench.pass(Duration.ofMinutes(60));
        for (int i = 0; i < 4; i++) {
            bench.pass(Duration.ofMillis(250));
        }
        bench.leaderboards();
        bench.complete(answered(run("old", 0, 0, 0), "yes"));
        bench.pass(Duration.ofSeconds(1));
        bench.pass(Duration.ofMinutes(1));
        // Then
        assertThat(bench.leaderboards()).isEmpty();
        assertThat(bench.deadLetters()).isEmpty();
        assertThat(bench.entries(BoardStores.CELLS)).isEqualTo(1);
    }

    @Test
    void pausedSweepIsRememberedForEver() {
        // Given
        bench.tell(event("old", SweepStatus.PAUSED));
        // When
        bench.pass(Duration.ofMinutes(90));
        bench.pass(Duration.ofMinutes(10));
        bench.complete(answered(run("old", 0, 0, 0), "yes"), answered(run("old", 0, CASES, 0), "yes"));
        // Then
        assertThat(bench.leaderboard().runs()).isEqualTo(CASES + 1);
    }

    @Test
    void sweepIsKeptForLongerThanItsRunsCanComeAgain() {
        // Given
        String kept = String.valueOf(Topic.RUN_COMPLETED.config(Limits.DEFAULT).get("retention.ms"));
        // When
        Duration forgotten = ScoringSettings.DEFAULT.forgetAfter();
        // Then
        assertThat(forgotten).isGreaterThan(Duration.ofMillis(Long.parseLong(kept)));
    }

    private static SweepEvent event(String sweepId, SweepStatus status) {
        return new SweepEvent(SweepEvent.SCHEMA, sweepId, 1, 1, SweepEvent.Kind.PROGRESS, status, 1, null, null, "",
                List.of(), SweepEvent.Totals.ZERO);
    }
}
