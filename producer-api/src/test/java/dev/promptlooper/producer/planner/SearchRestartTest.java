package dev.promptlooper.producer.planner;

import static dev.promptlooper.producer.space.Sweeps.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.Score;
import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepEvent.Step;
import dev.promptlooper.contracts.event.SweepEvent.StepKind;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.strategy.MapEntries;
import dev.promptlooper.producer.strategy.StateEntries;
import dev.promptlooper.producer.strategy.StrategyFactory;
import dev.promptlooper.producer.strategy.StrategyRegistry;
import dev.promptlooper.producer.strategy.guided.GuidedFactory;
import dev.promptlooper.producer.strategy.halving.HalvingFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/// A search whose planner is thrown away at any moment and made anew on the same store ends as if nothing had happened.
class SearchRestartTest {

    // A window of constant size: an open one follows the rate of completions, which a new planner has to measure anew, and a
    // search that may ask for more or less at a time asks for other runs.
    private static final PlannerSettings NARROW = new PlannerSettings(50, 50, 1, 4, 500, 3_600_000);
    private static final EndpointCatalog LOCAL = EndpointCatalog.of(Endpoint.of("local", "http://127.0.0.1:1/v1"));

    @Test
    void continuedSearchEqualsTheUninterruptedOne() {
        for (int seed = 0; seed < 10; seed++) {
            assertSame(new Tournament(), definition(new Strategy("tournament", Map.of())), seed);
        }
    }

    @Test
    void continuedGuidedSearchEqualsTheUninterruptedOne() {
        for (int seed = 0; seed < 5; seed++) {
            assertSame(new GuidedFactory(), definition(new Strategy("guided", Map.of("seed", seed))), seed);
        }
    }

    @Test
    void continuedHalvingEqualsTheUninterruptedOne() {
        for (int seed = 0; seed < 5; seed++) {
            assertSame(HalvingFactory.halving(), definition(new Strategy("halving", Map.of("seed", seed))), seed);
            assertSame(HalvingFactory.asha(), definition(new Strategy("asha", Map.of("seed", seed))), seed);
        }
    }

    private static SweepDefinition definition(Strategy strategy) {
        return sweep("s").strategy(strategy)
                .param("temperature", List.of(0, 1, 2, 3, 4, 5, 6, 7))
                .cases(40)
                .build();
    }

    private static void assertSame(StrategyFactory factory, SweepDefinition definition, int seed) {
        // When
        Books calm = run(factory, definition, seed, false);
        Books killed = run(factory, definition, seed, true);
        // Then
        assertThat(killed.runs).as("seed %d", seed).isEqualTo(calm.runs);
        assertThat(killed.steps()).as("seed %d", seed).isEqualTo(calm.steps());
        assertThat(killed.events.getLast().status()).isEqualTo(SweepStatus.COMPLETED);
        assertThat(killed.events.getLast().message()).isEqualTo(calm.events.getLast().message());
        assertThat(killed.plainVerdict()).as("seed %d", seed).isEqualTo(calm.plainVerdict());
        assertThat(killed.entries.isEmpty()).as("entries of an ended sweep are deleted").isTrue();
    }

    private static Books run(StrategyFactory factory, SweepDefinition definition, int seed, boolean kills) {
        Random order = new Random(seed);
        Random chance = new Random(seed + 1_000L);
        Books books = new Books(factory);
        Planner planner = books.planner();
        planner.command(new SweepCommand(1, "c1", "s", 1, "tester", 0, new SweepCommand.Launch(definition)), books.now);
        for (int step = 0; step < 5_000 && !books.events.getLast().status().isAtRest(); step++) {
            books.now += 50;
            planner = books.perhapsNew(planner, kills && chance.nextInt(3) == 0);
            planner.tick(books.now);
            for (int i = order.nextInt(4); i > 0 && !books.queue.isEmpty(); i--) {
                planner = books.perhapsNew(planner, kills && chance.nextInt(3) == 0);
                planner.scored(books.answer(books.queue.removeFirst()), books.now);
            }
        }
        return books;
    }

    private static final class Books implements PlannerStore, PlannerOutput {

        final MapEntries entries = new MapEntries();
        final MapEntries outstanding = new MapEntries();
        final Map<String, String> sweeps = new TreeMap<>();
        final List<SweepEvent> events = new ArrayList<>();
        final List<Verdict> verdicts = new ArrayList<>();
        final Deque<RunRequested> queue = new ArrayDeque<>();
        final List<String> runs = new ArrayList<>();
        long now = 1_000;
        private final StrategyFactory factory;

        Books(StrategyFactory factory) {
            this.factory = factory;
        }

        Planner planner() {
            return new Planner(this, this, Simulation.parts(LOCAL, new FairShares(1), Simulation::someCases,
                    new StrategyRegistry(List.of(factory)), NARROW), now - 1);
        }

        Planner perhapsNew(Planner planner, boolean replace) {
            if (!replace) {
                return planner;
            }
            planner.close();
            return planner();
        }

        /// Right or wrong by candidate and case alone.
        RunScored answer(RunRequested request) {
            long candidate = request.run().candidate().index();
            double value = new Random(candidate * 1_000 + request.run().caseIndex()).nextInt(10) > candidate ? 1 : 0;
            return new RunScored(1, request.run(), "hash", RunScored.Status.DONE, AnswerSource.CALL, null, null,
                    List.of(new Score("equals", value, value == 1, null, null)), Usage.NONE, 0.1, 0.1, 5, 1, 1L, 1,
                    request.reserved(), now);
        }

        /// Where one event ends and the next begins is a matter of time, not of the search.
        List<Step> steps() {
            List<Step> steps = new ArrayList<>();
            events.stream()
                    .flatMap(event -> event.steps() == null ? Stream.of() : event.steps().stream())
                    .forEach(step -> {
                        Step last = steps.isEmpty() ? null : steps.getLast();
                        if (last != null && last.kind() == StepKind.EVALUATE && last.kind() == step.kind()
                                && last.candidate() == step.candidate()) {
                            steps.removeLast();
                            steps.add(new Step(step.kind(), step.candidate(), last.runs() + step.runs()));
                        } else {
                            steps.add(step);
                        }
                    });
            return steps;
        }

        /// The last verdict without what counts emissions.
        String plainVerdict() {
            Verdict last = verdicts.getLast();
            return Json.write(new Verdict(last.schema(), last.sweepId(), 0, last.asOf(), last.stage(), last.strategy(),
                    last.metric(), last.maximize(), last.summary(), last.recommended(), last.confidence(),
                    last.runnerUp(), last.baseline(), last.savings(), last.dropped(), last.outlook(),
                    last.constraints(), last.top(), last.effects(), last.interactions(), last.candidates()));
        }

        @Override
        public @Nullable SweepState sweep(String sweepId) {
            String json = sweeps.get(sweepId);
            return json == null ? null : Json.read(json, SweepState.class);
        }

        @Override
        public void put(String sweepId, SweepState state) {
            sweeps.put(sweepId, Json.write(state));
        }

        @Override
        public void sweeps(BiConsumer<String, SweepState> visitor) {
            sweeps.forEach((id, json) -> visitor.accept(id, Json.read(json, SweepState.class)));
        }

        @Override
        public StateEntries entries() {
            return entries;
        }

        @Override
        public StateEntries outstanding() {
            return outstanding;
        }

        @Override
        public void definition(SweepDefinition definition) {
            // not looked at
        }

        @Override
        public void event(SweepEvent event) {
            events.add(event);
        }

        @Override
        public void verdict(Verdict verdict) {
            assertThat(verdict.revision()).isEqualTo(verdicts.size() + 1);
            verdicts.add(verdict);
        }

        @Override
        public void requested(RunRequested request) {
            runs.add(request.run().id());
            queue.add(request);
        }

        @Override
        public void completed(RunCompleted completed) {
            throw new AssertionError("no run is impossible here: " + completed);
        }
    }
}
