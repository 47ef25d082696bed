package dev.promptlooper.standalone.bench.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.CandidateSpace;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.strategy.Demand;
import dev.promptlooper.producer.strategy.Proposal;
import dev.promptlooper.producer.strategy.SearchStrategy;
import dev.promptlooper.producer.strategy.Steering;
import dev.promptlooper.producer.strategy.StrategyEvent;
import dev.promptlooper.producer.strategy.Taker;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

class ReplayTest {

    private static final Window WINDOW = new Window(8, false);

    @Test
    void everyStrategyFindsTheBestOfAKnownTableWithTheWholeGridsCalls() {
        RecordedSet set = known(12, 40);
        for (Rival rival : Rival.all()) {
            for (boolean lanePerModel : new boolean[]{false, true}) {
                // When
                ReplayRequest.Result result = new ReplayRequest(set, rival, RegretStudy.calls(set, 100),
                        new Window(8, lanePerModel), 3).run();
                // Then
                assertThat(result.regret()).as(rival.label()).isZero();
                assertThat(result.outcome().calls()).as(rival.label()).isLessThanOrEqualTo(set.calls());
            }
        }
    }

    @Test
    void gridMakesEveryRunOnceAndCostsWhatTheGridCosts() {
        // Given
        RecordedSet set = known(5, 10);
        // When
        ReplayRequest.Result result = new ReplayRequest(set, Rival.parse("grid"), Budget.UNLIMITED, WINDOW, 1).run();
        // Then
        assertThat(result.outcome().calls()).isEqualTo(50);
        assertThat(result.outcome().usd()).isCloseTo(set.usd(), org.assertj.core.data.Offset.offset(1e-9));
        assertThat(result.outcome().exhausted()).isTrue();
    }

    @Test
    void noStrategySpendsMoreThanItsBudget() {
        RecordedSet set = known(12, 40);
        for (Rival rival : Rival.all()) {
            for (long calls : new long[]{1, 7, 60, 300}) {
                ReplayRequest.Result result = new ReplayRequest(set, rival, new Budget(null, null, calls, null), WINDOW,
                        2)
                        .run();
                assertThat(result.outcome().calls()).as(rival.label()).isBetween(1L, calls);
            }
            ReplayRequest.Result result = new ReplayRequest(set, rival, new Budget(0.5, null, null, null), WINDOW, 2)
                    .run();
            assertThat(result.outcome().usd()).as(rival.label()).isPositive().isLessThanOrEqualTo(0.5 + 1e-9);
        }
    }

    @Test
    void sameSeedGivesTheSameFiguresOnAnyNumberOfThreads() throws InterruptedException {
        // Given
        List<RecordedSet> sets = List.of(known(6, 20), known(7, 15));
        RegretStudy study = new RegretStudy(sets, Rival.all(), List.of(10.0, 50.0), 4, WINDOW);
        // Then
        assertThat(study.run(new Workers(1, _ -> {}))).isEqualTo(study.run(new Workers(3, _ -> {})));
    }

    @Test
    void strategyThatAsksForARunTwiceIsCaught() {
        assertThatIllegalStateException().isThrownBy(() -> replay((_, taker) -> {
            taker.take(0, 0, 0);
            taker.take(0, 0, 0);
            return Proposal.EXHAUSTED;
        })).withMessageContaining("asked for twice");
    }

    @Test
    void strategyThatWaitsForNothingIsCaught() {
        assertThatIllegalStateException()
                .isThrownBy(() -> replay((_, _) -> new Proposal(Proposal.Outlook.WAITING, List.of())))
                .withMessageContaining("nothing is under way");
    }

    @Test
    void strategyThatAsksForAnUnknownCandidateIsCaught() {
        assertThatIllegalStateException().isThrownBy(() -> replay((_, taker) -> {
            taker.take(99, 0, 0);
            return Proposal.EXHAUSTED;
        })).withMessageContaining("candidate 99 is not in the space");
    }

    @Test
    void resultsComeBackInAnotherOrderThanTheyWereAskedFor() {
        // Given
        List<Long> asked = new ArrayList<>();
        List<Long> learned = new ArrayList<>();
        SearchStrategy strategy = new Scripted((_, taker) -> {
            for (long run = asked.size(); run < 10 && taker.take(0, run, 0); run++) {
                asked.add(run);
            }
            return Proposal.EXHAUSTED;
        }, learned);
        // When
        replay(strategy);
        // Then
        assertThat(learned).containsExactlyInAnyOrderElementsOf(asked).isNotEqualTo(asked);
    }

    @Test
    void regretIsTheDistanceToTheBestInPoints() {
        // Given
        RecordedSet set = known(4, 8);
        // Then
        assertThat(set.draw(1).regret(3)).isZero();
        assertThat(set.draw(1).regret(0)).isCloseTo(75, org.assertj.core.data.Offset.offset(1e-6));
    }

    private static void replay(Script script) {
        replay(new Scripted(script, new ArrayList<>()));
    }

    private static Replay.Outcome replay(SearchStrategy strategy) {
        RecordedSet set = known(2, 10);
        SweepDefinition definition = new RecordedSpace(set, false, 1).definition(Strategy.GRID, Budget.UNLIMITED);
        return new Replay(definition, strategy, new int[]{0, 1}, Results.of(set, set.draw(1)), WINDOW, 1).run();
    }

    /// Candidate i is right on the first (i + 1) / candidates of the cases.
    private static RecordedSet known(int candidates, int cases) {
        List<RecordedSet.Row> rows = new ArrayList<>();
        float[][][] scores = new float[candidates][cases][1];
        for (int i = 0; i < candidates; i++) {
            rows.add(new RecordedSet.Row("m" + i % 2, "p" + i / 2, Map.of(), 0.01 * (1 + i)));
            for (int column = 0; column < cases; column++) {
                scores[i][column][0] = column < cases * (i + 1) / candidates ? 1 : 0;
            }
        }
        List<String> names = java.util.stream.IntStream.range(0, cases).mapToObj(i -> "case " + i).toList();
        String name = candidates + " by " + cases;
        return new RecordedSet(name, name, rows, names, scores);
    }

    private interface Script {
        Proposal propose(Demand demand, Taker taker);
    }

    private record Scripted(Script script, List<Long> learned) implements SearchStrategy {

        @Override
        public Candidates candidates() {
            return CandidateSpace
                    .of(new RecordedSpace(known(2, 10), false, 1).definition(Strategy.GRID, Budget.UNLIMITED));
        }

        @Override
        public OptionalLong planned(Steering steering) {
            return OptionalLong.empty();
        }

        @Override
        public void on(StrategyEvent event) {
            if (event instanceof StrategyEvent.Settled settled) {
                learned.add(settled.caseIndex());
            }
        }

        @Override
        public Proposal propose(Demand demand, Taker taker) {
            return script.propose(demand, taker);
        }
    }
}
