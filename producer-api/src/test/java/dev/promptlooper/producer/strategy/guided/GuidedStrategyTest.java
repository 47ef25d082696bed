package dev.promptlooper.producer.strategy.guided;

import static dev.promptlooper.producer.space.Sweeps.prompt;
import static dev.promptlooper.producer.space.Sweeps.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.event.Verdict.Decision;
import dev.promptlooper.contracts.event.Verdict.Method;
import dev.promptlooper.contracts.event.Verdict.Standing;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.Objective;
import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Point;
import dev.promptlooper.producer.space.Seeded;
import dev.promptlooper.producer.space.Sweeps;
import dev.promptlooper.producer.strategy.SearchVerdict;
import dev.promptlooper.producer.strategy.StrategyEvent;
import dev.promptlooper.producer.strategy.guided.Sandbox.Answers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

class GuidedStrategyTest {

    private static final Answers WORLD = (point, caseIndex, repeat) -> luck(point, caseIndex, repeat) < quality(point,
            caseIndex) ? 1.0 : 0.0;

    @Test
    void budgetIsNeverExceededAndNothingIsAskedForTwiceOrOutsideOfTheSpace() {
        for (int seed = 0; seed < 6; seed++) {
            // Given
            Seeded random = new Seeded(seed);
            long budget = random.below(800);
            Sweeps sweep = sweep("s").models("a/m", "b/n", "b/o")
                    .prompts(prompt("p", "p"), prompt("q", "q"))
                    .param("temperature", List.of(0, 0.5, 1.0))
                    .param("mode", List.of("x", "y"))
                    .param("depth", Map.of("int", List.of(1, 4), "when", Map.of("mode", "x")))
                    .param("top_p", Map.of("float", List.of(0.1, 1), "points", 4))
                    .cases(1 + random.below(40))
                    .repeats(1 + (int) random.below(3));
            Sandbox sandbox = new Sandbox(sweep.strategy(guided(seed, 0)).budget(calls(budget)).build(), WORLD,
                    1 + (int) random.below(50), seed);

            // When
            sandbox.play();

            // Then: the sandbox has looked at every run
            assertThat(sandbox.log).hasSizeLessThanOrEqualTo((int) budget);
            assertThat(sandbox.log.size() == budget || sandbox.isOver()).isTrue();
        }
    }

    @Test
    void searchThatIsRestartedAfterEveryResultAsksForTheSameRunsInTheSameOrder() {
        for (String population : List.of("cases", "general")) {
            // Given
            Map<String, Object> params = Map.of("seed", 5, "population", population);
            Sandbox whole = new Sandbox(small().strategy(new Strategy("guided", params)).build(), sometimesFailing(),
                    12, 1);
            Sandbox killed = new Sandbox(small().strategy(new Strategy("guided", params)).build(), sometimesFailing(),
                    12,
                    1);

            // When
            whole.play();
            while (killed.step()) {
                killed.restart();
            }

            // Then
            assertThat(killed.log).isEqualTo(whole.log);
            assertThat(killed.pruned).isEqualTo(whole.pruned);
            assertThat(killed.verdict()).isEqualTo(whole.verdict());
        }
    }

    @Test
    void restartOfALargeSpaceGoesOnWithTheSamePool() {
        // Given
        SweepDefinition definition = large().budget(calls(450)).build();
        Sandbox whole = new Sandbox(definition, WORLD, 16, 1);
        Sandbox killed = new Sandbox(definition, WORLD, 16, 1);

        // When
        whole.play();
        playWithRestarts(killed);

        // Then
        assertThat(killed.log).isEqualTo(whole.log);
    }

    @Test
    void restartOfALargeSampleGoesOnWithTheSamePool() {
        // Given
        SweepDefinition definition = large()
                .strategy(new Strategy("guided", Map.of("seed", 2, "samples", Pool.DRAWN + 4_000)))
                .budget(calls(450))
                .build();
        Sandbox whole = new Sandbox(definition, WORLD, 16, 1);
        Sandbox killed = new Sandbox(definition, WORLD, 16, 1);

        // When
        whole.play();
        playWithRestarts(killed);

        // Then
        assertThat(killed.log).isEqualTo(whole.log).hasSize(450);
        assertThat(quality(whole.recommended(), 15)).isGreaterThan(0.6);
    }

    @Test
    void askingForTheVerdictChangesNothing() {
        // Given
        Sandbox quiet = new Sandbox(small().strategy(guided(3, 0.01)).build(), WORLD, 12, 1);
        Sandbox curious = new Sandbox(small().strategy(guided(3, 0.01)).build(), WORLD, 12, 1);

        // When
        quiet.play();
        curious.verdict();
        for (int i = 0; curious.step(); i++) {
            if (i % 10 == 0) {
                curious.verdict();
            }
        }

        // Then
        assertThat(curious.log).isEqualTo(quiet.log);
    }

    @Test
    void searchOfEverythingSaysWhatTheGridSaysInWhateverOrderResultsArrive() {
        // Given
        SweepDefinition definition = small().strategy(guided(3, 0)).build();
        Map<Long, Double> grid = new HashMap<>();
        Sandbox first = new Sandbox(definition, WORLD, 12, 1);
        for (long index = 0; index < first.strategy.candidates().end(); index++) {
            Point point = first.strategy.candidates().at(index);
            grid.put(index, IntStream.range(0, 30).mapToDouble(i -> score(point, i)).average().orElseThrow());
        }
        double best = grid.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        for (int order = 0; order < 10; order++) {
            // When
            Sandbox sandbox = new Sandbox(definition, WORLD, 1 + 5 * order, order).play();

            // Then
            assertThat(sandbox.isOver()).isTrue();
            assertThat(grid.get(sandbox.verdict().recommended())).isEqualTo(best);
            assertThat(sandbox.verdict().outlook().decision())
                    .isIn(Decision.ALL_EVALUATED, Decision.PRECISION_REACHED);
        }
    }

    @Test
    void searchStopsByItselfWhenTheRestOfTheDoubtDoesNotMatterAndSaysSo() {
        // Given
        Answers clear = (point, caseIndex, repeat) -> luck(point, caseIndex, repeat) < (point.model() == 1 ? 0.9 : 0.2)
                ? 1.0
                : 0.0;
        SweepDefinition definition = sweep("s").models("a/m", "a/n", "a/o")
                .cases(1_000)
                .strategy(guided(1, 0.02))
                .build();

        // When
        Sandbox sandbox = new Sandbox(definition, clear, 20, 1).play();

        // Then
        SearchVerdict verdict = sandbox.verdict();
        assertThat(sandbox.log).hasSizeLessThan(1_000);
        assertThat(sandbox.isOver()).isTrue();
        assertThat(sandbox.recommended().model()).isEqualTo(1);
        assertThat(verdict.outlook().decision()).isEqualTo(Decision.PRECISION_REACHED);
        assertThat(verdict.outlook().reason()).contains("would not change the decision");
        assertThat(sandbox.confidence().probability()).isGreaterThan(0.95);
    }

    @Test
    void clearlyWorseCandidatesAreDroppedWithTheReasonAndGetNoMoreRuns() {
        // Given
        Answers clear = (point, caseIndex, repeat) -> luck(point, caseIndex, repeat) < (point.model() == 0 ? 0.9 : 0.1)
                ? 1.0
                : 0.0;
        SweepDefinition definition = sweep("s").models("a/m", "a/n").cases(400).strategy(guided(1, 0)).build();

        // When
        Sandbox sandbox = new Sandbox(definition, clear, 10, 1).play();

        // Then
        assertThat(sandbox.pruned).containsExactly(1L);
        assertThat(sandbox.told.getFirst().reason()).contains("worse than candidate 0 beyond doubt");
        assertThat(sandbox.runs(1)).isLessThan(100);
        assertThat(sandbox.runs(0)).isEqualTo(400);
        assertThat(sandbox.verdict().dropped().count()).isEqualTo(1);
        assertThat(sandbox.verdict().dropped().latest().getFirst().evidence()).isGreaterThan(40);
    }

    @Test
    void droppedCandidateThatSomebodyTakesBackIsNotDroppedAgain() {
        // Given
        Answers clear = (point, caseIndex, repeat) -> point.model() == 0 ? 1.0 : 0.0;
        SweepDefinition definition = sweep("s").models("a/m", "a/n").cases(200).strategy(guided(1, 0)).build();
        Sandbox sandbox = new Sandbox(definition, clear, 10, 1);
        while (sandbox.pruned.isEmpty()) {
            sandbox.step();
        }

        // When
        sandbox.pruned.clear();
        sandbox.strategy.on(new StrategyEvent.Unpruned(List.of(1L)));
        sandbox.play();

        // Then
        assertThat(sandbox.pruned).isEmpty();
        assertThat(sandbox.runs(1)).isEqualTo(200);
    }

    @Test
    void prunedCandidateGetsNoRunsAndPinnedOneIsEvaluatedToTheEnd() {
        // Given
        SweepDefinition definition = small().strategy(guided(1, 0)).budget(calls(300)).build();
        Sandbox sandbox = new Sandbox(definition, WORLD, 10, 1);
        sandbox.pruned.addAll(List.of(0L, 1L, 2L));
        sandbox.pinned.add(5L);

        // When
        sandbox.play();

        // Then
        assertThat(sandbox.log).noneMatch(asked -> asked.candidate() <= 2);
        assertThat(sandbox.runs(5)).isEqualTo(30);
        assertThat(sandbox.log.subList(0, 30)).allMatch(asked -> asked.candidate() == 5);
    }

    @Test
    void searchGoesOnWhenTheBudgetGrows() {
        // Given
        Sandbox sandbox = new Sandbox(small().strategy(guided(1, 0)).budget(calls(100)).build(), WORLD, 10, 1).play();

        // When
        sandbox.calls = 200L;
        sandbox.play();

        // Then
        assertThat(sandbox.log).hasSize(200);
    }

    @Test
    void endpointThatDoesNotAnswerDoesNotHoldUpTheOthers() {
        // Given
        SweepDefinition definition = sweep("s").models("slow/m", "fast/n", "fast/o")
                .cases(60)
                .strategy(guided(1, 0))
                .build();
        Sandbox sandbox = new Sandbox(definition, WORLD, 10, 1);
        sandbox.silent.add("slow");

        // When
        sandbox.play();

        // Then
        assertThat(sandbox.runs(0)).isEqualTo(10);
        assertThat(sandbox.runs(1) + (sandbox.pruned.contains(1L) ? 60 : 0)).isGreaterThanOrEqualTo(60);
    }

    @Test
    void singleCandidateIsEvaluatedAndRecommended() {
        // Given
        Sandbox sandbox = new Sandbox(sweep("s").strategy(guided(1, 0)).cases(12).build(), WORLD, 5, 1);

        // When
        sandbox.play();

        // Then
        assertThat(sandbox.log).hasSize(12);
        assertThat(sandbox.verdict().recommended()).isZero();
        assertThat(sandbox.verdict().runnerUp()).isNull();
        assertThat(sandbox.confidence().probability()).isEqualTo(1);
        assertThat(sandbox.confidence().method()).isEqualTo(Method.EXACT);
    }

    @Test
    void equalCandidatesAreNeverDroppedAndTheFirstIsRecommended() {
        for (double score : new double[]{0, 0.5, 1}) {
            // Given
            Sandbox sandbox = new Sandbox(small().strategy(guided(1, 0)).build(), (_, _, _) -> score, 10, 1);

            // When
            sandbox.play();

            // Then
            assertThat(sandbox.pruned).isEmpty();
            assertThat(sandbox.log).hasSize(18 * 30);
            assertThat(sandbox.verdict().recommended()).isZero();
        }
    }

    @Test
    void candidatesThatAreNearlyEqualHaveOneOrderWhateverIsKnownOfEach() {
        for (int seed = 0; seed < 60; seed++) {
            // Given: right or wrong on few cases, on which models disagree, so that what is believed of complete candidates is
            // not what they are, and others lie between them
            int world = seed;
            Sandbox sandbox = new Sandbox(sweep("s").models("a/m", "a/n", "a/o")
                    .prompts(prompt("p", "p"), prompt("q", "q"))
                    .param("temperature", List.of(0, 0.5, 1.0))
                    .cases(12)
                    .strategy(guided(seed, 0))
                    .build(),
                    (point, caseIndex,
                            repeat) -> luck(point, caseIndex + 100L * world,
                                    repeat) < (caseIndex % 3 == point.model() ? 0.9 : 0.4) ? 1.0 : 0.0,
                    8,
                    seed);
            for (int i = 0; sandbox.step(); i++) {
                if (i % 3 == 0) {
                    // When
                    List<Standing> all = sandbox.verdict().top();

                    // Then: complete ones by what they are, and nobody between two of them on both sides
                    Iterator<Double> believed = all.stream()
                            .filter(standing -> standing.n() == 12)
                            .map(GuidedStrategyTest::believed)
                            .sorted(Comparator.reverseOrder())
                            .iterator();
                    Map<Long, Double> worth = new HashMap<>();
                    all.stream()
                            .filter(standing -> standing.n() == 12)
                            .sorted(Comparator.comparingDouble(GuidedStrategyTest::mean)
                                    .reversed()
                                    .thenComparingLong(Standing::candidate))
                            .forEach(standing -> worth.put(standing.candidate(), believed.next()));
                    assertThat(all.stream()
                            .filter(standing -> !standing.dropped())
                            .map(standing -> worth.getOrDefault(standing.candidate(), believed(standing)))
                            .skip(1)) // the leader has to have enough runs, too
                            .isSortedAccordingTo(Comparator.reverseOrder());
                }
            }
        }
    }

    @Test
    void searchInWhichEverythingFailsEndsAndSaysWhy() {
        // Given
        Sandbox sandbox = new Sandbox(small().strategy(guided(1, 0.01)).build(), (_, _, _) -> Double.NaN, 10, 1);

        // When
        sandbox.play();

        // Then
        assertThat(sandbox.isOver()).isTrue();
        assertThat(sandbox.log).hasSizeLessThan(300);
        assertThat(sandbox.verdict().recommended()).isNull();
        assertThat(sandbox.verdict().outlook().reason()).contains("had a score");
    }

    @Test
    void singleCaseIsEnough() {
        // Given
        Sandbox sandbox = new Sandbox(small().cases(1).strategy(guided(1, 0)).build(), WORLD, 10, 1);

        // When
        sandbox.play();

        // Then
        assertThat(sandbox.log).hasSize(18);
        assertThat(sandbox.verdict().recommended()).isNotNull();
    }

    @Test
    void missingScoresAreLeftOut() {
        // Given
        Answers half = (point, caseIndex,
                repeat) -> caseIndex % 2 == 0 ? (Double) null : WORLD.score(point, caseIndex, 0);
        Sandbox sandbox = new Sandbox(small().strategy(guided(1, 0)).build(), half, 10, 1);

        // When
        sandbox.play();

        // Then
        assertThat(sandbox.verdict().top().getFirst().n()).isLessThanOrEqualTo(15);
        assertThat(sandbox.verdict().recommended()).isNotNull();
    }

    @Test
    void scoreThatChangesReplacesTheOldOne() {
        // Given
        Sandbox sandbox = new Sandbox(sweep("s").models("a/m", "a/n").cases(10).strategy(guided(1, 0)).build(),
                (point, _, _) -> point.model() == 0 ? 1.0 : 0.9, 20, 1);
        sandbox.play();
        List<Sandbox.Asked> runs = List.copyOf(sandbox.log);

        // When
        runs.stream().filter(asked -> asked.candidate() == 0).forEach(asked -> sandbox.tell(asked, 0.5, 0));

        // Then
        assertThat(sandbox.verdict()
                .top()
                .stream()
                .filter(standing -> standing.candidate() == 0)
                .findFirst()
                .orElseThrow()
                .mean()).isEqualTo(0.5);
        sandbox.restart();
        assertThat(sandbox.verdict()
                .top()
                .stream()
                .filter(standing -> standing.candidate() == 0)
                .findFirst()
                .orElseThrow()
                .mean()).isEqualTo(0.5);
    }

    @Test
    void constraintKeepsTheBestCandidateThatMeetsIt() {
        // Given
        Answers dear = new Answers() {
            @Override
            public Double score(Point point, long caseIndex, int repeat) {
                return luck(point, caseIndex, repeat) < 0.5 + 0.2 * point.model() ? 1.0 : 0.0;
            }

            @Override
            public double price(Point point) {
                return 0.001 * (1 + point.model());
            }
        };
        Sandbox sandbox = new Sandbox(constrained(0.0025), dear, 10, 1);

        // When
        sandbox.play();

        // Then
        assertThat(sandbox.recommended().model()).isEqualTo(1);
        assertThat(sandbox.constraints().recommendedMeets()).isTrue();
        assertThat(sandbox.told).anyMatch(prune -> prune.reason().contains("cost-per-run-usd"));
        assertThat(sandbox.runs(2)).isLessThan(60);
    }

    @Test
    void constraintThatNobodyMeetsIsSaid() {
        // Given
        Sandbox sandbox = new Sandbox(constrained(0.0001), WORLD, 10, 1);

        // When
        sandbox.play();

        // Then
        assertThat(sandbox.isOver()).isTrue();
        assertThat(sandbox.constraints().meeting()).isZero();
        assertThat(sandbox.constraints().reason()).contains("no candidate that was tried meets");
    }

    @Test
    void spaceOfTenMillionCandidatesIsSearchedWithoutListingIt() {
        // Given
        SweepDefinition definition = large().budget(calls(600)).build();
        Sandbox sandbox = new Sandbox(definition, WORLD, 32, 1);
        assertThat(sandbox.strategy.candidates().end()).isGreaterThan(10_000_000);

        // When
        sandbox.play();

        // Then
        assertThat(sandbox.log).hasSize(600);
        assertThat(quality(sandbox.recommended(), 15)).isGreaterThan(0.6);
        assertThat(sandbox.verdict().effects()).isNotEmpty();
    }

    @Test
    void baselineIsCompared() {
        // Given
        Map<String, Object> params = Map.of("seed", 1, "epsilon", 0, "baseline",
                Map.of("model", "a/m", "prompt", "p", "temperature", 0.5));
        Sandbox sandbox = new Sandbox(small().strategy(new Strategy("guided", params)).build(), WORLD, 10, 1);

        // When
        sandbox.play();

        // Then
        SearchVerdict verdict = sandbox.verdict();
        assertThat(verdict.baseline()).isNotNull();
        assertThat(sandbox.strategy.candidates().at(verdict.baseline().candidate()).params())
                .containsEntry("temperature", 0.5);
        assertThat(verdict.baseline().low()).isLessThanOrEqualTo(verdict.baseline().difference());
    }

    @Test
    void stateOfACandidateIsSmall() {
        // Given
        Sandbox sandbox = new Sandbox(small().strategy(guided(1, 0)).build(), WORLD, 10, 1).play();

        // Then
        int[] bytes = {0};
        sandbox.entries.scan("", (key, value) -> bytes[0] += key.length() + value.length);
        assertThat(bytes[0]).isLessThan(18 * 170 + 500);
    }

    private static double mean(Standing standing) {
        return Objects.requireNonNull(standing.mean());
    }

    private static double believed(Standing standing) {
        return Objects.requireNonNull(standing.posterior());
    }

    private static Sweeps small() {
        return sweep("s").models("a/m", "a/n", "a/o")
                .prompts(prompt("p", "p"), prompt("q", "q"))
                .param("temperature", List.of(0, 0.5, 1.0))
                .cases(30);
    }

    private static void playWithRestarts(Sandbox sandbox) {
        for (int i = 1; sandbox.step(); i++) {
            if (i % 150 == 0) {
                sandbox.restart();
            }
        }
    }

    private static Sweeps large() {
        Sweeps sweep = sweep("s").models("a/m", "a/n", "a/o", "a/q")
                .prompts(IntStream.range(0, 20)
                        .mapToObj(i -> prompt("p" + i, "p"))
                        .toArray(
                                dev.promptlooper.contracts.sweep.PromptDefinition[]::new))
                .cases(200)
                .strategy(guided(2, 0));
        return sweep.param("temperature", Map.of("float", List.of(0, 2)))
                .param("top_p", Map.of("float", List.of(0.1, 1)))
                .param("max_tokens", Map.of("log", List.of(16, 4096)))
                .param("frequency_penalty", List.of(0, 0.5, 1, 1.5));
    }

    private static SweepDefinition constrained(double max) {
        SweepDefinition base = sweep("s").models("a/m", "a/n", "a/o").cases(150).strategy(guided(1, 0)).build();
        return new SweepDefinition(1, "s", "test", null, 0, base.prompts(), base.models(), base.params(),
                base.exclude(),
                base.dataset(), base.scorers(),
                new Objective("equals", null, Map.of("cost-per-run-usd", new Objective.Bound(null, max)), null),
                base.strategy(), 1, base.budget(), null, 50, base.cache());
    }

    private static Strategy guided(int seed, double epsilon) {
        return new Strategy("guided", Map.of("seed", seed, "epsilon", epsilon));
    }

    private static Budget calls(long calls) {
        return new Budget(null, null, calls, null);
    }

    private static Answers sometimesFailing() {
        return new Answers() {
            @Override
            public @Nullable Double score(Point point, long caseIndex, int repeat) {
                double dice = luck(point, caseIndex + 1_000, repeat);
                if (dice < 0.05) {
                    return Double.NaN;
                }
                return dice < 0.1 ? null : Double.valueOf(dice < 0.2 ? 0.3 : score0(point, caseIndex, repeat));
            }
        };
    }

    private static double score0(Point point, long caseIndex, int repeat) {
        Double score = WORLD.score(point, caseIndex, repeat);
        return score == null ? 0 : score;
    }

    private static double score(Point point, long caseIndex) {
        return score0(point, caseIndex, 0);
    }

    private static double luck(Point point, long caseIndex, int repeat) {
        return new Seeded(point.hashCode() * 31L + caseIndex * 7_919 + repeat * 104_729L).nextDouble();
    }

    private static double quality(Point point, long caseIndex) {
        Object temperature = point.params().get("temperature");
        double at = temperature instanceof Number number ? number.doubleValue() : 0;
        return 0.4 + 0.1 * point.model() + 0.05 * (point.prompt() % 4) - 0.1 * (at - 0.5) * (at - 0.5)
                + 0.01 * (caseIndex % 30 - 15);
    }
}
