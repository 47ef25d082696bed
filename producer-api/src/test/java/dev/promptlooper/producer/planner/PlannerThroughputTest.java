package dev.promptlooper.producer.planner;

import static dev.promptlooper.producer.space.Sweeps.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.DatasetCase;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.contracts.topic.Topic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// What a run costs the planner in processor time, all encoding included (that of the results, too) and Kafka left out. Prints, asserts nothing about time.
@Tag("slow")
class PlannerThroughputTest {

    private static final String QUESTION = "A train leaves the station at noon and travels at a speed of 80 km/h. "
            .repeat(6);

    @Test
    void runIsPlannedAndSettledInTensOfMicroseconds() {
        for (int round = 0; round < 3; round++) {
            // Given
            World world = new World();
            Planner planner = new Planner(new MemoryStore(), world, Simulation.parts(
                    EndpointCatalog.of(Endpoint.of("local", "http://127.0.0.1:1/v1")), new FairShares(1),
                    PlannerThroughputTest::cases), 0);
            SweepDefinition definition = sweep("s").param("temperature", Map.of("float", List.of(0, 1), "points", 100))
                    .param("max_tokens", 256)
                    .cases(1_000)
                    .build();
            // When
            long before = cpuNanos();
            planner.command(new SweepCommand(1, "c", "s", 1, "t", 0, new SweepCommand.Launch(definition)), 0);
            long now = 0;
            while (!world.status.isAtRest()) {
                now += 50;
                for (int i = Math.min(1_000, world.scored.size()); i > 0; i--) {
                    planner.scored(Topic.RUN_SCORED.serde().deserialize("t", world.scored.removeFirst()), now);
                }
                planner.tick(now);
            }
            long nanos = cpuNanos() - before;
            // Then
            assertThat(world.runs).isEqualTo(100_000);
            System.out.printf("planner: %.1f us per run%n", nanos / 1_000.0 / world.runs);
        }
    }

    /// Of this thread alone: other work on the machine does not count.
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static List<DatasetCase> cases(String dataset, int version, long from, int count) {
        return LongStream.range(from, from + count)
                .mapToObj(i -> new DatasetCase("case-" + i, i, Map.of("question", QUESTION + i), "42", Map.of()))
                .toList();
    }

    private static final class World implements PlannerOutput {

        final Deque<byte[]> scored = new ArrayDeque<>();
        SweepStatus status = SweepStatus.PENDING;
        long runs;

        @Override
        public void definition(SweepDefinition definition) {
            // not measured
        }

        @Override
        public void event(SweepEvent event) {
            status = event.status();
        }

        @Override
        public void verdict(Verdict verdict) {
            throw new AssertionError("nothing searches here: " + verdict);
        }

        @Override
        public void requested(RunRequested request) {
            runs += Topic.RUN_REQUESTED.serde().serialize("t", request).length > 0 ? 1 : 0;
            scored.add(Topic.RUN_SCORED.serde()
                    .serialize("t", new RunScored(1, request.run(), request.configHash(), RunScored.Status.DONE,
                            AnswerSource.HIT, null, null, List.of(), new Usage(1, 1, false), 0.1, 0, 0, 0, 1L, 1,
                            request.reserved(), 1)));
        }

        @Override
        public void completed(RunCompleted completed) {
            throw new AssertionError(completed);
        }
    }
}
