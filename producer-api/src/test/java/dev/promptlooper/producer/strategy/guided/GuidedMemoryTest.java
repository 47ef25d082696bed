package dev.promptlooper.producer.strategy.guided;

import static dev.promptlooper.producer.space.Sweeps.prompt;
import static dev.promptlooper.producer.space.Sweeps.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.sweep.Objective;
import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Point;
import dev.promptlooper.producer.space.Seeded;
import dev.promptlooper.producer.strategy.guided.Sandbox.Answers;
import dev.promptlooper.producer.strategy.guided.Sandbox.Asked;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class GuidedMemoryTest {

    private static final int FEW = 200;

    @Test
    void searchThatHoldsFewResultsDecidesWhatOneDecidesThatHoldsAll() {
        int dropped = 0;
        for (int seed = 0; seed < 8; seed++) {
            // Given: failures, missing scores, values between 0 and 1, sometimes beyond, larger or smaller is better
            SweepDefinition definition = definition(seed);
            Sandbox all = new Sandbox(definition, answers(seed), 12, seed);
            Sandbox few = new Sandbox(definition, answers(seed), 12, seed, FEW);
            Sandbox none = new Sandbox(definition, answers(seed), 12, seed, 0);
            List<Sandbox> sandboxes = List.of(all, few, none);
            Seeded random = new Seeded(seed);
            int restart = 100 + (int) random.below(300);

            for (int step = 0; step < 1_200; step++) {
                // When
                sandboxes.forEach(Sandbox::step);
                if (random.below(40) == 0) {
                    rescore(sandboxes, random);
                }
                if (step == restart) {
                    few.restart();
                    none.restart();
                }

                // Then
                assertThat(few.log).hasSameSizeAs(all.log);
                assertThat(held(few)).isLessThanOrEqualTo(FEW);
                assertThat(held(none)).isZero();
                if (step % 100 == 0) {
                    assertThat(few.verdict()).isEqualTo(all.verdict());
                    assertThat(none.verdict()).isEqualTo(all.verdict());
                }
            }
            assertThat(held(all)).isGreaterThan(3 * FEW);
            for (Sandbox lean : List.of(few, none)) {
                assertThat(lean.log).isEqualTo(all.log);
                assertThat(lean.told).isEqualTo(all.told);
                assertThat(lean.pruned).isEqualTo(all.pruned);
                assertThat(lean.verdict()).isEqualTo(all.verdict());
                lean.entries.scan("", (key, value) -> assertThat(value).as(key).isEqualTo(all.entries.get(key)));
                assertThat(lean.entries.size()).isEqualTo(all.entries.size());
            }
            dropped += all.told.size();
        }
        assertThat(dropped).isPositive();
    }

    @Test
    void scoreThatLeftTheRangeAndWasReplacedIsRememberedByARestart() {
        // Given: whose bets stand on a range that was left once
        SweepDefinition definition = sweep("s").models("a/m", "a/n").cases(40).strategy(guided(1)).build();
        Answers answers = (point, caseIndex, _) -> point.model() == 0 ? 1.0 : caseIndex % 20 == 0 ? 1.0 : 0.0;
        Sandbox whole = new Sandbox(definition, answers, 4, 1);
        Sandbox killed = new Sandbox(definition, answers, 4, 1);
        for (Sandbox sandbox : List.of(whole, killed)) {
            for (int step = 0; step < 10; step++) {
                sandbox.step();
            }
            Asked first = ended(sandbox).getFirst();
            sandbox.tell(first, 7.0, 0.001);
            sandbox.tell(first, 1.0, 0.001);
        }

        // When
        killed.restart();
        whole.play();
        killed.play();

        // Then
        assertThat(killed.log).isEqualTo(whole.log);
        assertThat(killed.told).isEqualTo(whole.told).isEmpty();
        assertThat(killed.verdict()).isEqualTo(whole.verdict());
    }

    /// A result that is in is told again, with another score.
    private static void rescore(List<Sandbox> sandboxes, Seeded random) {
        Sandbox first = sandboxes.getFirst();
        List<Asked> ended = ended(first);
        if (!ended.isEmpty()) {
            Asked again = ended.get((int) random.below(ended.size()));
            double score = random.below(2);
            sandboxes.forEach(sandbox -> sandbox.tell(again, score, 0.001));
        }
    }

    private static List<Asked> ended(Sandbox sandbox) {
        return sandbox.log.stream().filter(asked -> !sandbox.underWay.contains(asked)).toList();
    }

    private static long held(Sandbox sandbox) {
        return ((GuidedStrategy) sandbox.strategy).held();
    }

    private static SweepDefinition definition(int seed) {
        var sweep = sweep("s").models("a/m", "b/n", "b/o")
                .prompts(prompt("p", "p"), prompt("q", "q"))
                .param("temperature", List.of(0, 0.5, 1.0))
                .cases(70 + 10L * seed)
                .repeats(1 + seed % 2)
                .strategy(guided(seed));
        return (seed % 3 == 2
                ? sweep.objective(new Objective(null, "equals", null, null))
                : sweep).build();
    }

    private static Strategy guided(int seed) {
        return new Strategy("guided", Map.of("seed", seed, "epsilon", 0));
    }

    private static Answers answers(int seed) {
        return (point, caseIndex, repeat) -> {
            Seeded luck = new Seeded(seed + 31L * point.hashCode() + 1_009 * caseIndex + repeat);
            long kind = luck.below(20);
            double score = luck.nextDouble() < quality(point) ? 1 : 0;
            return switch ((int) kind) {
                case 0 -> Double.NaN;
                case 1 -> null;
                case 2 -> 0.25 + score / 2;
                case 3 -> seed == 5 ? 1.5 : score;
                default -> score;
            };
        };
    }

    private static double quality(Point point) {
        return 0.1 + 0.35 * point.model() + 0.1 * point.prompt();
    }
}
