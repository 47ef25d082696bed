package dev.promptlooper.producer.planner;

import static dev.promptlooper.producer.space.Sweeps.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepEvent.Kind;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;

/// What people can do to a sweep while it runs.
class SteeringTest {

    private static final Endpoint LOCAL = Endpoint.of("local", "http://127.0.0.1:1/v1");

    private static SweepDefinition fiveCandidates(int cases) {
        return sweep("s").param("temperature", List.of(0, 1, 2, 3, 4)).cases(cases).build();
    }

    @Test
    void pausedSweepRequestsNothingAndSettlesWhatIsUnderWay() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(fiveCandidates(20));
            simulation.command("s", new SweepCommand.Pause());
            int requested = simulation.requested.size();
            // When
            simulation.serve(3_000, 10);
            // Then
            assertThat(simulation.requested).hasSize(requested);
            assertThat(simulation.status("s")).isEqualTo(SweepStatus.PAUSED);
            assertThat(simulation.last("s").totals().settled()).isEqualTo(requested);
            // When
            simulation.command("s", new SweepCommand.Resume());
            simulation.finish("s");
            // Then
            assertThat(simulation.requested).hasSize(100);
            assertThat(simulation.kinds("s")).containsExactly(Kind.LAUNCHED, Kind.PAUSED, Kind.RESUMED, Kind.DRAINING,
                    Kind.COMPLETED);
        }
    }

    @Test
    void cancelledSweepIsTerminalAndItsLastResultsAreStillBooked() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(fiveCandidates(20));
            int requested = simulation.requested.size();
            // When
            simulation.command("s", new SweepCommand.Cancel());
            // Then
            assertThat(simulation.last("s").totals().outstanding()).isEqualTo(requested);
            simulation.serve(1_000, 100);
            assertThat(simulation.requested).hasSize(requested);
            SweepEvent last = simulation.last("s");
            assertThat(last.status()).isEqualTo(SweepStatus.CANCELLED);
            assertThat(last.totals().settled()).isEqualTo(requested);
            assertThat(last.totals().outstanding()).isZero();
            // When
            simulation.command("s", new SweepCommand.Resume());
            // Then
            assertThat(simulation.last("s").kind()).isEqualTo(Kind.COMMAND_REJECTED);
            assertThat(simulation.last("s").message()).contains("CANCELLED");
        }
    }

    @Test
    void prunedCandidateGetsNoRunsAndUnprunedOneGoesOnWhereItWas() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(fiveCandidates(20));
            // When
            simulation.command("s", new SweepCommand.Prune(List.of(0L, 2L), "worse"));
            int before = simulation.requested.size();
            simulation.serve(150, 7);
            // Then
            assertThat(simulation.requested.subList(before, simulation.requested.size()))
                    .noneMatch(request -> request.run().candidate().index() == 0)
                    .noneMatch(request -> request.run().candidate().index() == 2);
            assertThat(simulation.requested).hasSizeGreaterThan(before);
            assertThat(simulation.last("s").totals().planned()).isEqualTo(60 + before);
            // When
            simulation.command("s", new SweepCommand.Unprune(List.of(0L, 2L)));
            simulation.finish("s");
            // Then
            assertThat(simulation.requested).hasSize(100);
            assertThat(simulation.last("s").totals().planned()).isEqualTo(100);
        }
    }

    @Test
    void sweepWithItsRestPrunedCompletes() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(fiveCandidates(20));
            // When
            simulation.command("s", new SweepCommand.Prune(List.of(0L, 1L, 2L, 3L, 4L), null));
            simulation.finish("s");
            // Then
            assertThat(simulation.status("s")).isEqualTo(SweepStatus.COMPLETED);
            assertThat(simulation.last("s").totals().planned()).isEqualTo(simulation.last("s").totals().settled());
        }
    }

    @Test
    void pinnedCandidateRunsNext() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(fiveCandidates(20));
            int before = simulation.requested.size();
            // When
            simulation.command("s", new SweepCommand.Pin(List.of(3L)));
            simulation.finish("s");
            // Then
            assertThat(simulation.requested.subList(before, before + 20))
                    .allMatch(request -> request.run().candidate().index() == 3);
            assertThat(simulation.requested).hasSize(100);
        }
    }

    @Test
    void pinAndUnpinHalfWayLosesAndRepeatsNothing() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(fiveCandidates(40));
            simulation.command("s", new SweepCommand.Pin(List.of(3L, 0L)));
            simulation.serve(150, 3);
            // When
            simulation.command("s", new SweepCommand.Unpin(List.of(3L, 0L)));
            simulation.finish("s");
            // Then
            assertThat(simulation.requested).hasSize(200);
        }
    }

    @Test
    void budgetChangesLetAnExhaustedSweepRunOn() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(sweep("s").cases(50).budget(new Budget(null, null, 12L, null)).build());
            for (int i = 0; i < 20; i++) {
                simulation.serve(50, 5);
            }
            assertThat(simulation.status("s")).isEqualTo(SweepStatus.BUDGET_EXHAUSTED);
            assertThat(simulation.last("s").message()).contains("12 calls");
            assertThat(simulation.requested).hasSize(12);
            // When
            simulation.command("s", new SweepCommand.ChangeBudget(new Budget(null, null, 20L, null)));
            for (int i = 0; i < 20; i++) {
                simulation.serve(50, 5);
            }
            // Then
            assertThat(simulation.status("s")).isEqualTo(SweepStatus.BUDGET_EXHAUSTED);
            assertThat(simulation.requested).hasSize(20);
            assertThat(simulation.definitions.getLast().budget()).isEqualTo(new Budget(null, null, 20L, null));
            // When
            simulation.command("s", new SweepCommand.ChangeBudget(Budget.UNLIMITED));
            simulation.finish("s");
            // Then
            assertThat(simulation.requested).hasSize(50);
            assertThat(simulation.status("s")).isEqualTo(SweepStatus.COMPLETED);
        }
    }

    @Test
    void minutesCountOnlyWhileTheSweepRuns() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(sweep("s").cases(100_000).budget(new Budget(null, null, null, 0.1)).build());
            simulation.serve(2_000, 2);
            simulation.command("s", new SweepCommand.Pause());
            simulation.serve(60_000, 2);
            simulation.command("s", new SweepCommand.Resume());
            assertThat(simulation.status("s")).isEqualTo(SweepStatus.RUNNING);
            // When
            simulation.serve(6_000, 2);
            // Then
            assertThat(simulation.status("s")).isEqualTo(SweepStatus.BUDGET_EXHAUSTED);
            assertThat(simulation.last("s").message()).contains("0.1 minutes");
        }
    }

    @Test
    void commandsThatArriveAgainAreIgnored() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(fiveCandidates(20));
            SweepCommand pause = new SweepCommand(1, "pause-1", "s", 2, "tester", 0, new SweepCommand.Pause());
            simulation.send(pause);
            int events = simulation.events.size();
            // When
            simulation.send(pause);
            simulation.send(new SweepCommand(1, "pause-1", "s", 3, "tester", 0, new SweepCommand.Resume()));
            simulation.send(new SweepCommand(1, "other", "s", 1, "tester", 0, new SweepCommand.Cancel()));
            // Then
            assertThat(simulation.events).hasSize(events);
            assertThat(simulation.status("s")).isEqualTo(SweepStatus.PAUSED);
        }
    }

    @Test
    void illegalCommandsAreRejectedWithTheReason() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(fiveCandidates(20));
            // When
            simulation.command("s", new SweepCommand.Resume());
            simulation.command("s", new SweepCommand.Prune(List.of(77L), null));
            simulation.command("s", new SweepCommand.Unpin(List.of(1L)));
            simulation.command("s", new SweepCommand.ChangePriority(0));
            // Then
            assertThat(simulation.kinds("s")).containsExactly(Kind.LAUNCHED, Kind.COMMAND_REJECTED,
                    Kind.COMMAND_REJECTED, Kind.COMMAND_REJECTED, Kind.COMMAND_REJECTED);
            assertThat(simulation.events.get(2).message()).contains("77");
            assertThat(simulation.last("s").version()).isEqualTo(5);
        }
    }

    @Test
    void randomSteeringNeverLosesOrRepeatsARun() {
        for (int seed = 0; seed < 25; seed++) {
            Random random = new Random(seed);
            try (Simulation simulation = new Simulation(LOCAL, Endpoint.of("other", "http://127.0.0.1:2/v1"))) {
                // Given
                simulation.launch(sweep("s").models("local/a", "other/b", "local/c")
                        .param("temperature", List.of(0, 1, 2, 3))
                        .cases(9)
                        .repeats(2)
                        .build());
                // When
                for (int step = 0; step < 40 && !simulation.status("s").isAtRest(); step++) {
                    List<Long> some = random.longs(1 + random.nextInt(3), 0, 12).boxed().toList();
                    simulation.command("s", switch (random.nextInt(6)) {
                        case 0 -> new SweepCommand.Pause();
                        case 1 -> new SweepCommand.Resume();
                        case 2 -> new SweepCommand.Prune(some, null);
                        case 3 -> new SweepCommand.Unprune(some);
                        case 4 -> new SweepCommand.Pin(some);
                        default -> new SweepCommand.Unpin(some);
                    });
                    simulation.serve(50, random.nextInt(4));
                }
                simulation.command("s",
                        new SweepCommand.Unprune(java.util.stream.LongStream.range(0, 12).boxed().toList()));
                boolean cut = simulation.status("s").isTerminal();
                simulation.command("s", new SweepCommand.Resume());
                simulation.finish("s");
                // Then (the simulation itself fails on a run that is requested twice)
                assertThat(simulation.status("s")).as("seed %d", seed).isEqualTo(SweepStatus.COMPLETED);
                assertThat(simulation.last("s").totals().settled()).isEqualTo(simulation.requested.size());
                if (!cut) {
                    assertThat(simulation.requested.stream().map(RunRequested::run)).as("seed %d", seed).hasSize(216);
                }
            }
        }
    }
}
