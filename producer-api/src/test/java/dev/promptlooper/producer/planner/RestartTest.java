package dev.promptlooper.producer.planner;

import static dev.promptlooper.producer.space.Sweeps.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// A planner that is thrown away at any moment and made anew on the same store tells the same story.
class RestartTest {

    private static final EndpointCatalog ENDPOINTS = EndpointCatalog
            .of(Endpoint.of("local", "http://127.0.0.1:1/v1"), Endpoint.of("other", "http://127.0.0.1:2/v1"));

    @Test
    void plannerThatIsReplacedAllTheTimeMakesTheSameRuns() {
        for (int seed = 0; seed < 20; seed++) {
            // Given
            Random random = new Random(seed);
            Books books = new Books();
            Planner planner = books.planner();
            planner.command(launch(definition(seed)), books.now);
            // When
            for (int step = 0; step < 2_000 && !books.isAtRest(); step++) {
                if (random.nextInt(3) == 0) {
                    planner.close();
                    planner = books.planner();
                }
                books.now += 50;
                planner.tick(books.now);
                for (int i = random.nextInt(20); i > 0 && !books.queue.isEmpty(); i--) {
                    planner.scored(books.answer(books.queue.removeFirst()), books.now);
                }
                if (step == 3) {
                    planner.command(command(2, new SweepCommand.Prune(List.of(0L, 3L), null)), books.now);
                }
                if (step == 6) {
                    planner.command(command(3, new SweepCommand.Unprune(List.of(0L, 3L))), books.now);
                    planner.command(command(4, new SweepCommand.Pin(List.of(5L))), books.now);
                }
            }
            // Then (the books fail on a run that is requested twice)
            assertThat(books.events.getLast().status()).as("seed %d", seed).isEqualTo(SweepStatus.COMPLETED);
            assertThat(books.runs).as("seed %d", seed).hasSize(6 * 30);
            assertThat(books.events.getLast().totals().spentCalls()).isEqualTo(180);
            assertThat(books.store.hasNoEntries()).as("entries of an ended sweep are deleted").isTrue();
        }
    }

    @Test
    void budgetHoldsAcrossRestarts() {
        // Given
        Books books = new Books();
        Planner planner = books.planner();
        SweepDefinition definition = sweep("s").cases(1_000).budget(new Budget(null, null, 40L, null)).build();
        planner.command(launch(definition), books.now);
        // When
        for (int step = 0; step < 300; step++) {
            planner = books.planner();
            books.now += 50;
            planner.tick(books.now);
            if (!books.queue.isEmpty()) {
                planner.scored(books.answer(books.queue.removeFirst()), books.now);
            }
        }
        // Then
        assertThat(books.runs).hasSize(40);
        assertThat(books.events.getLast().status()).isEqualTo(SweepStatus.BUDGET_EXHAUSTED);
    }

    @Test
    void sweepThatCannotBeReadBackFailsInsteadOfStoppingTheOthers() {
        // Given
        Books books = new Books();
        books.planner().command(launch(sweep("s").cases(100).build()), books.now);
        books.store.entries().delete("s/definition");
        // When
        Planner planner = books.planner();
        books.now += 50;
        planner.tick(books.now);
        // Then
        assertThat(books.events.getLast().status()).isEqualTo(SweepStatus.FAILED);
        assertThat(books.events.getLast().message()).contains("definition");
    }

    @Test
    void archiveOutlivesThePlannerThatFiledIt() {
        // Given
        Books books = new Books();
        Planner planner = books.planner();
        planner.command(launch(sweep("s").cases(100).build()), books.now);
        planner.command(command(2, new SweepCommand.Cancel()), books.now);
        books.planner().command(command(3, new SweepCommand.Archive()), books.now);
        // When (the last runs of a cancelled sweep end, which closes it)
        planner = books.planner();
        while (!books.queue.isEmpty()) {
            planner.scored(books.answer(books.queue.removeFirst()), books.now);
        }
        planner.tick(books.now + 50);
        books.planner().command(command(4, new SweepCommand.Archive()), books.now);
        books.planner().command(command(5, new SweepCommand.Unarchive()), books.now);
        books.planner().command(command(6, new SweepCommand.Archive()), books.now);
        // Then
        assertThat(books.store.hasNoEntries()).isTrue();
        assertThat(books.events.stream().map(SweepEvent::kind)).endsWith(SweepEvent.Kind.COMMAND_REJECTED,
                SweepEvent.Kind.UNARCHIVED, SweepEvent.Kind.ARCHIVED);
    }

    private static SweepDefinition definition(int seed) {
        var sweep = sweep("s").models("local/a", "other/b").param("temperature", List.of(0, 1, 2)).cases(10).repeats(3);
        return seed % 2 == 0
                ? sweep.build()
                : sweep.param("top_p", Map.of("float", List.of(0, 1))).random(6, seed).build();
    }

    private static SweepCommand launch(SweepDefinition definition) {
        return command(1, new SweepCommand.Launch(definition));
    }

    private static SweepCommand command(long version, SweepCommand.Action action) {
        return new SweepCommand(1, "c" + version, "s", version, "tester", 0, action);
    }

    /// A store that outlives its planners, and the outside world.
    private static final class Books implements PlannerOutput {

        final MemoryStore store = new MemoryStore();
        final List<SweepEvent> events = new ArrayList<>();
        final Deque<RunRequested> queue = new ArrayDeque<>();
        final Set<String> runs = new HashSet<>();
        long now = 1_000;

        Planner planner() {
            return new Planner(store, this, Simulation.parts(ENDPOINTS, new FairShares(1), Simulation::someCases), now);
        }

        RunScored answer(RunRequested request) {
            return new RunScored(1, request.run(), "hash", RunScored.Status.DONE, AnswerSource.CALL, null, null,
                    List.of(), Usage.NONE, 0.1, 0.1, 5, 1, 1L, 1, request.reserved(), now);
        }

        boolean isAtRest() {
            return events.getLast().status().isAtRest();
        }

        @Override
        public void definition(SweepDefinition definition) {
            // not looked at
        }

        @Override
        public void event(SweepEvent event) {
            assertThat(event.seq()).isEqualTo(events.size() + 1);
            events.add(event);
        }

        @Override
        public void verdict(Verdict verdict) {
            throw new AssertionError("nothing searches here: " + verdict);
        }

        @Override
        public void requested(RunRequested request) {
            assertThat(runs.add(request.run().id())).as("%s is new", request.run().id()).isTrue();
            queue.add(request);
        }

        @Override
        public void completed(RunCompleted completed) {
            throw new AssertionError("no run is impossible here: " + completed);
        }
    }
}
