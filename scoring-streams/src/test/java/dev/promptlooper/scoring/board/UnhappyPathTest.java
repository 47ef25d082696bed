package dev.promptlooper.scoring.board;

import static dev.promptlooper.scoring.board.Sweeps.answered;
import static dev.promptlooper.scoring.board.Sweeps.definition;
import static dev.promptlooper.scoring.board.Sweeps.failed;
import static dev.promptlooper.scoring.board.Sweeps.run;
import static dev.promptlooper.scoring.board.Sweeps.scorer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.DeadLetter;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.ModelAnswer;
import dev.promptlooper.contracts.event.Purpose;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.Text;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.kafka.RetryLater;
import dev.promptlooper.contracts.topic.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

class UnhappyPathTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path stateDir;

    @Test
    void runWaitsForTheDefinitionOfItsSweep() {
        try (TopologyBench bench = new TopologyBench(stateDir)) {
            // Given
            bench.complete(answered(run("late", 0, 0, 0), "yes"));
            bench.pass(Duration.ofSeconds(10));
            assertThat(bench.runsScored()).isEmpty();
            // When
            bench.define(definition("late"));
            bench.pass(Duration.ofSeconds(1));
            // Then
            assertThat(bench.runsScored()).hasSize(1);
            assertThat(bench.leaderboard().runs()).isEqualTo(1);
            assertThat(bench.deadLetters()).isEmpty();
        }
    }

    @Test
    void runWithoutDefinitionBecomesADeadLetter() {
        try (TopologyBench bench = new TopologyBench(stateDir)) {
            // Given
            RunCompleted orphan = answered(run("unknown", 0, 0, 0), "yes");
            bench.complete(orphan);
            // When
            bench.pass(Duration.ofSeconds(31));
            bench.pass(Duration.ofSeconds(31));
            // Then
            List<DeadLetter> letters = bench.deadLetters();
            assertThat(letters).hasSize(1);
            assertThat(letters.getFirst().reason()).isEqualTo("no-definition");
            assertThat(letters.getFirst().topic()).isEqualTo(Topic.RUN_COMPLETED.topicName());
            byte[] original = Base64.getDecoder().decode(Objects.requireNonNull(letters.getFirst().valueBase64()));
            assertThat(Topic.RUN_COMPLETED.serde().deserialize("", original)).isEqualTo(orphan);
        }
    }

    @Test
    void poisonRecordsBecomeDeadLettersAndTheRestGoesOn() {
        try (TopologyBench bench = new TopologyBench(stateDir)) {
            // Given
            bench.define(definition("s"));
            // When
            for (String poison : List.of("", "{", "{}", "[]", "null", "\"text\"", "{\"schema\":99}",
                    "{\"schema\":1,\"run\":{}}", "\u0000\u0001")) {
                bench.completeRaw(poison.getBytes(StandardCharsets.UTF_8));
                bench.scoredRaw(poison.getBytes(StandardCharsets.UTF_8));
            }
            bench.complete(answered(run("s", 0, 0, 0), "yes"));
            // Then
            assertThat(bench.leaderboard().runs()).isEqualTo(1);
            assertThat(bench.deadLetters()).hasSize(18)
                    .allSatisfy(letter -> assertThat(letter.message()).isNotBlank());
        }
    }

    @Test
    void unreadableDefinitionHarmsItsSweepAlone() {
        try (TopologyBench bench = new TopologyBench(stateDir)) {
            // Given
            bench.define("broken", "{\"schema\":1}".getBytes(StandardCharsets.UTF_8));
            bench.define(definition("s"));
            // When
            bench.complete(answered(run("broken", 0, 0, 0), "yes"), answered(run("s", 0, 0, 0), "yes"));
            // Then
            assertThat(bench.runsScored()).extracting(scored -> scored.run().sweepId()).containsExactly("s");
        }
    }

    @Test
    void judgesAnswersAreNotCountedAsRuns() {
        try (TopologyBench bench = new TopologyBench(stateDir)) {
            // Given
            bench.define(definition("s"));
            RunCompleted run = answered(run("s", 0, 0, 0), "yes");
            // When
            bench.complete(new RunCompleted(1, Purpose.JUDGE, run.run(), run.configHash(), run.input(),
                    run.reserved(), run.outcome(), run.completedAt()));
            // Then
            assertThat(bench.runsScored()).isEmpty();
            assertThat(bench.deadLetters()).hasSize(1);
        }
    }

    @Test
    void onlyTheRunWhoseCallItWasPays() {
        try (TopologyBench bench = new TopologyBench(stateDir)) {
            // Given
            bench.define(definition("s"));
            // When
            bench.complete(answered(run("s", 0, 0, 0), "yes", 0.25, 10, AnswerSource.CALL),
                    answered(run("s", 0, 1, 0), "yes", 0.25, 10, AnswerSource.JOINED),
                    answered(run("s", 0, 2, 0), "yes", 0.25, 10, AnswerSource.HIT));
            bench.complete(failed(run("s", 0, 9, 0)));
            List<RunScored> scored = bench.runsScored();
            // Then
            assertThat(scored).extracting(RunScored::paidUsd).containsExactly(0.25, 0.0, 0.0, 0.0);
            assertThat(scored).extracting(RunScored::paidTokens).containsExactly(15L, 0L, 0L, 0L);
            assertThat(scored).extracting(RunScored::paidCalls).containsExactly(1, 0, 0, 0);
            assertThat(scored).extracting(RunScored::costUsd).containsExactly(0.25, 0.25, 0.25, null);
            assertThat(scored.getLast().failure()).isEqualTo(FailureClass.TIMEOUT);
            assertThat(scored.getLast().scores()).isEmpty();
        }
    }

    @Test
    void scorerThatCannotBeConfiguredLeavesTheOthersAlone() {
        try (TopologyBench bench = new TopologyBench(stateDir)) {
            // Given
            bench.define(definition("s", Sweeps.MAXIMISE_EQUALS, scorer(Map.of("type", "equals")),
                    scorer(Map.of("type", "regexp", "pattern", "x"))));
            // When
            bench.complete(answered(run("s", 0, 0, 0), "yes"));
            RunScored scored = bench.runsScored().getFirst();
            // Then
            assertThat(scored.scores().getFirst().value()).isEqualTo(1);
            assertThat(scored.scores().getLast().value()).isNull();
            assertThat(scored.scores().getLast().error()).contains("did you mean 'regex'?");
        }
    }

    @Test
    void largeAnswerIsReadFromTheBodyStore() {
        try (TopologyBench bench = new TopologyBench(stateDir,
                text -> text instanceof Text.Stored(String sha, long bytes, String preview) && sha.equals("there")
                        ? Optional.of("yes")
                        : Optional.empty())) {
            // Given
            bench.define(definition("s"));
            // When
            bench.complete(stored("there", 0), stored("gone", 1));
            List<RunScored> scored = bench.runsScored();
            // Then
            assertThat(scored.getFirst().scores().getFirst().value()).isEqualTo(1);
            assertThat(scored.getLast().scores().getFirst().error()).contains("not in the body store");
        }
    }

    @Test
    void silentBodyStoreIsRetriedAndNotTheRecordsFault() {
        TopologyBench bench = new TopologyBench(stateDir, text -> {
            throw new SQLException("connection refused");
        });
        bench.define(definition("s"));
        assertThatThrownBy(() -> bench.complete(stored("there", 0))).hasRootCauseInstanceOf(SQLException.class)
                .hasStackTraceContaining(RetryLater.class.getName());
    }

    private static RunCompleted stored(String sha256, long caseIndex) {
        return Sweeps.completed(run("s", 0, caseIndex, 0),
                new RunCompleted.Answered(AnswerSource.CALL, new ModelAnswer(new Text.Stored(sha256, 1 << 20, "y"),
                        null, "stop", "m", Usage.NONE, null, 10, List.of(), 1)));
    }
}
