package dev.promptlooper.producer.planner;

import static dev.promptlooper.producer.space.Sweeps.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepEvent.Kind;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.json.Json;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/// Putting ended sweeps out of sight.
class ArchiveTest {

    private static final Endpoint LOCAL = Endpoint.of("local", "http://127.0.0.1:1/v1");

    @Test
    void endedSweepGoesIntoTheArchiveAndOutOfItLongAfterItsEnd() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(sweep("s").cases(5).build());
            simulation.finish("s");
            SweepEvent end = simulation.last("s");
            simulation.jump(Duration.ofDays(400));
            // When
            simulation.command("s", new SweepCommand.Archive());
            SweepEvent archived = simulation.last("s");
            simulation.command("s", new SweepCommand.Unarchive());
            // Then
            assertThat(simulation.kinds("s")).endsWith(Kind.COMPLETED, Kind.ARCHIVED, Kind.UNARCHIVED);
            assertThat(archived.actor()).isEqualTo("tester");
            assertThat(archived.commandId()).isEqualTo("command-s-2");
            assertThat(archived.version()).isEqualTo(2);
            assertThat(archived.status()).isEqualTo(SweepStatus.COMPLETED);
            assertThat(archived.totals()).isEqualTo(end.totals());
        }
    }

    @Test
    void unfinishedSweepStaysAndIsToldWhatToDo() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(sweep("s").cases(100).build());
            // When
            simulation.command("s", new SweepCommand.Archive());
            // Then
            assertThat(simulation.last("s").kind()).isEqualTo(Kind.COMMAND_REJECTED);
            assertThat(simulation.last("s").message()).contains("RUNNING").contains("cancel it, or wait for its end");
            // When
            simulation.finish("s");
            // Then
            assertThat(simulation.status("s")).isEqualTo(SweepStatus.COMPLETED);
        }
    }

    @Test
    void sweepIsArchivedOnceAndTheSecondTimeIsRejected() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(sweep("s").cases(5).build());
            simulation.finish("s");
            simulation.command("s", new SweepCommand.Unarchive());
            assertThat(simulation.last("s").message()).isEqualTo("the sweep is not in the archive");
            SweepCommand archive = new SweepCommand(1, "a", "s", 3, "tester", 0, new SweepCommand.Archive());
            // When
            simulation.send(archive);
            int told = simulation.events.size();
            simulation.send(archive);
            // Then
            assertThat(simulation.events).as("a duplicate says nothing").hasSize(told);
            // When
            simulation.send(new SweepCommand(1, "b", "s", 4, "tester", 0, new SweepCommand.Archive()));
            simulation.send(new SweepCommand(1, "c", "s", 5, "tester", 0, new SweepCommand.Resume()));
            // Then
            assertThat(simulation.kinds("s")).endsWith(Kind.ARCHIVED, Kind.COMMAND_REJECTED, Kind.COMMAND_REJECTED);
            assertThat(simulation.last("s").message()).contains("COMPLETED");
        }
    }

    @Test
    void cancelledSweepIsArchivedWhileItsLastRunsEnd() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(sweep("s").cases(100).build());
            int requested = simulation.requested.size();
            simulation.command("s", new SweepCommand.Cancel());
            // When
            simulation.command("s", new SweepCommand.Archive());
            simulation.serve(1_000, 100);
            simulation.command("s", new SweepCommand.Archive());
            // Then
            assertThat(simulation.kinds("s")).contains(Kind.ARCHIVED).endsWith(Kind.COMMAND_REJECTED);
            assertThat(simulation.last("s").message()).contains("in the archive already");
            assertThat(simulation.last("s").totals().settled()).isEqualTo(requested);
        }
    }

    @Test
    void headerOfBeforeTheArchiveIsNotArchived() {
        // Given
        String header = """
                {"schema": 1, "status": "COMPLETED", "version": 3, "seq": 9, "launchedAt": 1, "runningMs": 2, "budget": {},
                 "priority": 50, "totals": {"requested": 5, "settled": 5, "failed": 0, "hits": 0, "outstanding": 0, "spentUsd": 0,
                  "spentTokens": 0, "spentCalls": 5, "reservedUsd": 0, "reservedTokens": 0}, "closed": true}""";
        // When
        SweepState state = Json.read(header, SweepState.class);
        // Then
        assertThat(state.closed()).isTrue();
        assertThat(state.archived()).isFalse();
    }
}
