package dev.promptlooper.projector.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever happens on the way – disconnects, slow readers, restarts, epoch changes, frames twice or in another order, an
/// unreachable database, another transport – at rest every client holds what the database holds.
class ConvergenceTest {

    private static final int STEPS = 400;

    @Test
    void clientsConvergeWhateverHappens() {
        run(0, 500);
    }

    @Test
    @Tag("slow")
    void clientsConvergeWhateverHappensTenThousandTimes() {
        run(500, 10_500);
    }

    private static void run(long from, long to) {
        for (long seed = from; seed < to; seed++) {
            try {
                Simulation simulation = new Simulation(seed, 3);
                for (int step = 0; step < STEPS; step++) {
                    simulation.step();
                }
                simulation.settle();
                simulation.assertConverged();
                simulation.disconnectAll();
                assertThat(simulation.hub().views()).as("views").isZero();
            } catch (AssertionError | RuntimeException e) {
                fail("seed " + seed, e);
            }
        }
    }

    @Test
    void transportsLeadToTheSameState() {
        for (long seed = 0; seed < 50; seed++) {
            // Given three clients of the same channels: on the socket, polling, and switching in the middle
            Simulation simulation = new Simulation(seed, 3);
            for (int client = 0; client < 3; client++) {
                Simulation.CHANNELS.forEach(simulation.client(client)::want);
            }
            simulation.client(1).polls(true);
            simulation.settle();
            // When
            for (int round = 0; round < 60; round++) {
                simulation.source().transact(simulation.random());
                simulation.hub().refresh();
                simulation.pass(100);
                if (round % 17 == 0) {
                    simulation.client(2).polls(round % 2 == 0);
                }
                for (int client = 0; client < 3; client++) {
                    simulation.client(client).pump(3);
                    simulation.client(client).read(3, false);
                    simulation.client(client).ack();
                }
            }
            simulation.settle();
            // Then
            assertThat(simulation.client(0).state()).as("seed %d", seed)
                    .isEqualTo(simulation.client(1).state())
                    .isEqualTo(simulation.client(2).state());
            simulation.assertConverged();
        }
    }
}
