package dev.promptlooper.producer.planner;

import static dev.promptlooper.producer.space.Sweeps.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepEvent.Kind;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.sweep.Budget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/// A sweep always reaches an end with a reason, also when nothing comes back for a run.
class LostRunsTest {

    /// One hour and twice five attempts of two minutes with five minutes of waiting each.
    private static final Duration PATIENCE = Duration.ofMinutes(130);
    private static final Duration ALMOST = PATIENCE.minusMinutes(1);
    private static final Duration WELL_OVER = Duration.ofMinutes(2);

    private final Simulation simulation = new Simulation(Endpoint.of("local", "http://127.0.0.1:1/v1"));

    @AfterEach
    void close() {
        simulation.close();
    }

    @Test
    void drainingSweepCompletesWithItsLostRunsAsFailed() {
        // Given
        simulation.launch(sweep("s").cases(8).build());
        List<RunRequested> asked = List.copyOf(simulation.requested);
        asked.subList(2, 8).forEach(simulation::settle);
        // When
        simulation.silence(ALMOST);
        // Then
        assertThat(simulation.status("s")).isEqualTo(SweepStatus.DRAINING);
        // When
        simulation.silence(WELL_OVER);
        // Then
        assertThat(simulation.status("s")).isEqualTo(SweepStatus.COMPLETED);
        assertThat(simulation.last("s").totals().settled()).isEqualTo(8);
        assertThat(simulation.last("s").totals().failed()).isEqualTo(2);
        assertThat(simulation.last("s").totals().reservedTokens()).isZero();
        assertThat(simulation.events).anySatisfy(event -> assertThat(event.message()).contains("130 minutes",
                "2 runs that were under way count as failed"));
        assertThat(simulation.lost).extracting(RunCompleted::run)
                .containsExactlyInAnyOrder(asked.get(0).run(), asked.get(1).run());
        assertThat(simulation.lost).allSatisfy(end -> {
            assertThat(end.input().vars()).isNotEmpty();
            assertThat(((RunCompleted.Failed) end.outcome()).message()).contains("dead-letter");
        });
        // When
        int events = simulation.events.size();
        simulation.settle(asked.get(0));
        // Then
        assertThat(simulation.events).hasSize(events);
    }

    @Test
    void runningSweepFromWhichNothingComesBackFailsInsteadOfLosingTheNextRunsToo() {
        // Given
        simulation.launch(sweep("s").cases(1_000).build());
        int requested = simulation.requested.size();
        // When
        simulation.silence(PATIENCE.plus(WELL_OVER));
        // Then
        assertThat(simulation.last("s").kind()).isEqualTo(Kind.FAILED);
        assertThat(simulation.last("s").message()).contains(requested + " runs", "dead-letter", "launch again");
        assertThat(simulation.last("s").totals().failed()).isEqualTo(requested);
        assertThat(simulation.requested).hasSize(requested);
    }

    @Test
    void everyResultStartsTheWaitAnew() {
        // Given
        simulation.launch(sweep("s").cases(5).build());
        // When
        for (RunRequested request : List.copyOf(simulation.requested)) {
            simulation.silence(ALMOST);
            simulation.settle(request);
        }
        // Then
        assertThat(simulation.status("s")).isEqualTo(SweepStatus.COMPLETED);
        assertThat(simulation.last("s").totals().failed()).isZero();
    }

    @Test
    void clockThatJumpsLosesNothing() {
        // Given
        simulation.launch(sweep("s").cases(5).build());
        // When
        simulation.jump(Duration.ofDays(400));
        simulation.silence(WELL_OVER);
        // Then
        assertThat(simulation.last("s").totals().outstanding()).isEqualTo(5);
    }

    @Test
    void pausedSweepStaysPausedAndCancelledOneIsSettled() {
        // Given
        simulation.launch(sweep("s").cases(100).build());
        simulation.command("s", new SweepCommand.Pause());
        // When
        simulation.silence(PATIENCE.plus(WELL_OVER));
        // Then
        assertThat(simulation.status("s")).isEqualTo(SweepStatus.PAUSED);
        assertThat(simulation.last("s").totals().outstanding()).isZero();
        // When
        simulation.command("s", new SweepCommand.Resume());
        simulation.command("s", new SweepCommand.Cancel());
        simulation.silence(PATIENCE.plus(WELL_OVER));
        // Then
        assertThat(simulation.status("s")).isEqualTo(SweepStatus.CANCELLED);
        assertThat(simulation.last("s").totals().outstanding()).isZero();
        assertThat(simulation.outstandingOf("s")).isZero();
    }

    @Test
    void lostRunsCountAgainstTheBudgetSinceTheyMayHaveBeenPaid() {
        // Given
        simulation.launch(sweep("s").cases(100).budget(new Budget(null, null, 3L, null)).build());
        // When
        simulation.silence(PATIENCE.plus(WELL_OVER));
        // Then
        assertThat(simulation.status("s")).isEqualTo(SweepStatus.BUDGET_EXHAUSTED);
        assertThat(simulation.last("s").totals().spentCalls()).isEqualTo(3);
        assertThat(simulation.requested).hasSize(3);
    }

    @Test
    void resultThatMakesNoSenseIsADeadLetterAndItsRunEndsAllTheSame() {
        // Given
        simulation.deadLettersExpected = true;
        simulation.launch(sweep("s").cases(1).build());
        RunRequested request = simulation.requested.getFirst();
        // When
        simulation.settle(simulation.done(request.run(), request.reserved(), AnswerSource.CALL, -1));
        // Then
        assertThat(simulation.status("s")).isEqualTo(SweepStatus.COMPLETED);
        assertThat(simulation.last("s").totals().failed()).isEqualTo(1);
        assertThat(simulation.last("s").totals().spentCalls()).isEqualTo(1);
    }
}
