package dev.promptlooper.producer.planner;

import static dev.promptlooper.producer.space.Sweeps.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepEvent.Kind;
import dev.promptlooper.contracts.event.SweepEvent.Step;
import dev.promptlooper.contracts.event.SweepEvent.StepKind;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.event.Verdict.Decision;
import dev.promptlooper.contracts.event.Verdict.Stage;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.CandidateSpace;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.space.Sweeps;
import dev.promptlooper.producer.strategy.Demand;
import dev.promptlooper.producer.strategy.Proposal;
import dev.promptlooper.producer.strategy.SearchStrategy;
import dev.promptlooper.producer.strategy.StateEntries;
import dev.promptlooper.producer.strategy.Steering;
import dev.promptlooper.producer.strategy.StrategyEvent;
import dev.promptlooper.producer.strategy.StrategyFactory;
import dev.promptlooper.producer.strategy.StrategyRegistry;
import dev.promptlooper.producer.strategy.Taker;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/// What the planner does for a strategy that searches: verdicts, steps, the end and its reason.
class SearchTest {

    private static final StrategyRegistry TOURNAMENT = new StrategyRegistry(List.of(new Tournament()));
    private static final EndpointCatalog LOCAL = EndpointCatalog.of(Endpoint.of("local", "http://127.0.0.1:1/v1"));
    private static final EndpointCatalog TWO = EndpointCatalog.of(Endpoint.of("local", "http://127.0.0.1:1/v1"),
            Endpoint.of("other", "http://127.0.0.1:2/v1"));

    private static Sweeps eight() {
        return sweep("s").strategy(new Strategy("tournament", Map.of()))
                .param("temperature", List.of(0, 1, 2, 3, 4, 5, 6, 7))
                .cases(40);
    }

    @Test
    void verdictIsToldAtMostOnceASecondAndOnceMoreAtTheEnd() {
        try (Simulation simulation = new Simulation(LOCAL, TOURNAMENT)) {
            // Given
            simulation.usdPerCall = 0.01;
            simulation.launch(eight().build());
            // When
            simulation.serve(5_000, 1);
            simulation.finish("s");
            // Then
            List<Verdict> verdicts = simulation.verdicts;
            assertThat(verdicts).hasSizeGreaterThan(3);
            for (int i = 1; i < verdicts.size(); i++) {
                assertThat(verdicts.get(i).revision()).isEqualTo(verdicts.get(i - 1).revision() + 1);
                if (i < verdicts.size() - 1) {
                    assertThat(verdicts.get(i).asOf() - verdicts.get(i - 1).asOf()).isGreaterThanOrEqualTo(1_000);
                }
            }
            assertThat(verdicts).extracting(Verdict::stage)
                    .containsOnlyOnce(Stage.FINAL)
                    .last()
                    .isEqualTo(Stage.FINAL);
            Verdict last = verdicts.getLast();
            assertThat(last.recommended()).isZero();
            assertThat(last.candidate(0)).isNotNull();
            assertThat(last.dropped().count()).isEqualTo(7);
            assertThat(last.savings()).isEqualTo(new Verdict.Savings(95, 95, last.savings().usd(), 320L,
                    last.savings().gridUsd()));
            assertThat(last.savings().gridUsd()).isCloseTo(3.2, org.assertj.core.data.Offset.offset(1e-9));
            assertThat(last.outlook().decision()).isEqualTo(Decision.PRECISION_REACHED);
            assertThat(last.summary()).anyMatch(line -> line.contains("95 of 320 calls, $0.95 of about $3.20"));
        }
    }

    @Test
    void sweepThatStopsByItselfSaysWhyAndIsShownAgainstTheGrid() {
        try (Simulation simulation = new Simulation(LOCAL, TOURNAMENT)) {
            // Given
            simulation.launch(eight().build());
            // When
            simulation.finish("s");
            // Then
            SweepEvent last = simulation.last("s");
            assertThat(last.kind()).isEqualTo(Kind.COMPLETED);
            assertThat(last.message()).isEqualTo("95 runs ended: Only one candidate is left.");
            assertThat(last.totals().planned()).isNull();
            assertThat(last.totals().grid()).isEqualTo(320);
            assertThat(simulation.kinds("s")).doesNotContain(Kind.DRAINING);
            assertThat(simulation.events).filteredOn(event -> event.kind() == Kind.PRUNED)
                    .extracting(SweepEvent::candidates, SweepEvent::message)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(List.of(4L, 5L, 6L, 7L), "lost round 1"),
                            org.assertj.core.groups.Tuple.tuple(List.of(2L, 3L), "lost round 2"),
                            org.assertj.core.groups.Tuple.tuple(List.of(1L), "lost round 3"));
        }
    }

    @Test
    void stepsOfTheEventsReplayTheSearch() {
        try (Simulation simulation = new Simulation(TWO, TOURNAMENT)) {
            // Given
            simulation.launch(eight().models("local/a", "other/b").cases(400).build());
            // When
            simulation.finish("s");
            // Then
            List<Step> steps = simulation.events.stream()
                    .flatMap(event -> event.steps() == null ? Stream.of() : event.steps().stream())
                    .toList();
            List<Long> evaluated = new ArrayList<>();
            Set<Long> dropped = new LinkedHashSet<>();
            for (Step step : steps) {
                switch (step.kind()) {
                    case EVALUATE -> {
                        assertThat(dropped).doesNotContain(step.candidate());
                        for (int i = 0; i < step.runs(); i++) {
                            evaluated.add(step.candidate());
                        }
                    }
                    case DROP -> assertThat(dropped.add(step.candidate())).isTrue();
                    case LEAD -> assertThat(step.candidate()).isZero();
                }
            }
            assertThat(evaluated)
                    .isEqualTo(
                            simulation.requested.stream().map(request -> request.run().candidate().index()).toList());
            assertThat(dropped).hasSize(15);
            assertThat(steps).filteredOn(step -> step.kind() == StepKind.LEAD).hasSize(1);
            assertThat(simulation.events)
                    .allSatisfy(event -> assertThat(event.steps() == null ? 0 : event.steps().size())
                            .isLessThanOrEqualTo(SweepEvent.STEPS));
        }
    }

    @Test
    void budgetThatGrowsLetsTheSearchGoOn() {
        try (Simulation simulation = new Simulation(LOCAL, TOURNAMENT)) {
            // Given
            simulation.launch(eight().budget(new Budget(null, null, 44L, null)).build());
            simulation.finish("s");
            assertThat(simulation.status("s")).isEqualTo(SweepStatus.BUDGET_EXHAUSTED);
            Verdict poor = simulation.verdicts.getLast();
            assertThat(poor.stage()).isEqualTo(Stage.FINAL);
            assertThat(poor.outlook().decision()).isEqualTo(Decision.BUDGET_USED);
            assertThat(poor.outlook().gains()).hasSize(1);
            // When
            simulation.command("s", new SweepCommand.ChangeBudget(Budget.UNLIMITED));
            simulation.idle(2_000);
            Verdict between = simulation.verdicts.getLast();
            simulation.finish("s");
            // Then
            assertThat(between.stage()).isEqualTo(Stage.RUNNING);
            assertThat(simulation.status("s")).isEqualTo(SweepStatus.COMPLETED);
            assertThat(simulation.verdicts.getLast().outlook().decision()).isEqualTo(Decision.PRECISION_REACHED);
        }
    }

    @Test
    void laneThatWaitsForOneWithoutBudgetEndsAsBudgetUsed() {
        try (Simulation simulation = new Simulation(TWO, TOURNAMENT)) {
            // Given: all of the first round in lane local is affordable, not so in lane other
            simulation.launch(sweep("s").strategy(new Strategy("tournament", Map.of()))
                    .models("local/a", "other/b")
                    .cases(40)
                    .budget(new Budget(null, null, 7L, null))
                    .build());
            // When
            simulation.finish("s");
            // Then
            assertThat(simulation.status("s")).isEqualTo(SweepStatus.BUDGET_EXHAUSTED);
            assertThat(simulation.requested).hasSize(7);
        }
    }

    @Test
    void prunedAndPinnedCandidatesAreThePeoplesChoice() {
        try (Simulation simulation = new Simulation(LOCAL, TOURNAMENT)) {
            // Given
            simulation.launch(eight().build());
            simulation.command("s", new SweepCommand.Prune(List.of(0L), "too dear"));
            simulation.command("s", new SweepCommand.Pause());
            simulation.idle(2_000);
            assertThat(simulation.verdicts.getLast().outlook().decision()).isEqualTo(Decision.PAUSED);
            simulation.command("s", new SweepCommand.Resume());
            // When
            simulation.finish("s");
            // Then
            assertThat(simulation.verdicts.getLast().recommended()).isEqualTo(1);
            assertThat(simulation.verdicts.getLast().dropped().count()).isEqualTo(7);
        }
    }

    @Test
    void cancelledSweepSaysWhatItKnewWhenItsLastRunHasEnded() {
        try (Simulation simulation = new Simulation(LOCAL, TOURNAMENT)) {
            // Given
            simulation.launch(eight().build());
            simulation.serve(500, 2);
            // When
            simulation.command("s", new SweepCommand.Cancel());
            List<RunRequested> late = List.copyOf(simulation.queue("local"));
            simulation.queue("local").clear();
            late.forEach(simulation::settle);
            simulation.idle(100);
            // Then
            assertThat(late).isNotEmpty();
            assertThat(simulation.verdicts.getLast().stage()).isEqualTo(Stage.FINAL);
            assertThat(simulation.verdicts.getLast().outlook().decision()).isEqualTo(Decision.CANCELLED);
            assertThat(simulation.verdicts.getLast().savings().runs())
                    .isEqualTo(simulation.last("s").totals().settled());
        }
    }

    @Test
    void sweepsInAFixedOrderTellNeitherVerdictNorSteps() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // When
            simulation.launch(sweep("s").param("temperature", List.of(0, 1)).build());
            simulation.finish("s");
            // Then
            assertThat(simulation.verdicts).isEmpty();
            assertThat(simulation.events).allSatisfy(event -> assertThat(event.steps()).isNull());
            assertThat(simulation.last("s").totals().grid()).isNull();
        }
    }

    @Test
    void strategyThatWaitsForNothingFailsItsSweepInsteadOfKeepingItOpen() {
        try (Simulation simulation = new Simulation(LOCAL, new StrategyRegistry(List.of(new Idler())))) {
            // When
            simulation.launch(sweep("s").strategy(new Strategy("idler", Map.of())).build());
            simulation.idle(20_000);
            // Then
            assertThat(simulation.status("s")).isEqualTo(SweepStatus.FAILED);
            assertThat(simulation.last("s").message()).contains("idler", "nothing is under way");
        }
    }

    private static final class Idler implements StrategyFactory {

        @Override
        public String type() {
            return "idler";
        }

        @Override
        public Candidates candidates(SweepDefinition definition) {
            return CandidateSpace.of(definition);
        }

        @Override
        public SearchStrategy create(SweepDefinition definition, StateEntries state) {
            Candidates candidates = Objects.requireNonNull(candidates(definition));
            return new SearchStrategy() {
                @Override
                public Candidates candidates() {
                    return candidates;
                }

                @Override
                public OptionalLong planned(Steering steering) {
                    return OptionalLong.empty();
                }

                @Override
                public void on(StrategyEvent event) {
                    // learns nothing
                }

                @Override
                public Proposal propose(Demand demand, Taker taker) {
                    return new Proposal(Proposal.Outlook.WAITING, List.of());
                }
            };
        }
    }
}
