package dev.promptlooper.producer.strategy.guided.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

class CaseEffectsTest {

    private static final int MODELS = 9;
    private static final int EACH = 3;
    private static final double DISAGREEMENT = 0.06;
    private static final double NOISE = 0.03;

    @Test
    void disagreementOfModelsIsSeenInTheFirstFewCasesAlready() {
        // Given
        double sum = 0;
        int times = 300;

        // When
        for (int seed = 0; seed < times; seed++) {
            sum += of(table(5, seed), 5).shared(0);
        }

        // Then: a smaller estimate would take bad luck of all candidates of a model for a bad model
        assertThat(sum / times).isCloseTo(DISAGREEMENT, within(0.15 * DISAGREEMENT));
    }

    @Test
    void manyCasesTellDisagreementAndNoiseApart() {
        // When
        CaseEffects effects = of(table(400, 1), 400);

        // Then
        assertThat(effects.shared(0)).isCloseTo(DISAGREEMENT, within(0.2 * DISAGREEMENT));
        assertThat(effects.noise()).isCloseTo(NOISE, within(0.2 * NOISE));
        assertThat(effects.variance()).isCloseTo(DISAGREEMENT + NOISE + 0.02, within(0.02));
    }

    @Test
    void missingScoresAreLeftOut() {
        // Given
        List<float[]> cells = List.of(new float[]{1, CaseEffects.NONE, 0, CaseEffects.PENDING},
                new float[]{CaseEffects.NONE, CaseEffects.NONE, CaseEffects.PENDING, CaseEffects.PENDING});

        // When
        CaseEffects effects = CaseEffects.of(cells, new int[]{4, 4}, new int[]{0, 1, 2, 3}, 4, 1, new int[0][],
                new int[0]);

        // Then
        assertThat(effects.count(0)).isEqualTo(2);
        assertThat(effects.mean(0)).isCloseTo(0.5, within(1e-9));
        assertThat(effects.count(1)).isZero();
        assertThat(effects.mean(1)).isNaN();
    }

    private static CaseEffects of(List<float[]> cells, int cases) {
        int[] lengths = new int[cells.size()];
        java.util.Arrays.fill(lengths, cases);
        int[] modelOf = IntStream.range(0, cells.size()).map(row -> row / EACH).toArray();
        return CaseEffects.of(cells, lengths, IntStream.range(0, cases).toArray(), cases, 1, new int[][]{modelOf},
                new int[]{MODELS});
    }

    private static List<float[]> table(int cases, long seed) {
        Random random = new Random(seed);
        double[] difficulty = normal(random, cases, 0.02);
        List<float[]> cells = new ArrayList<>();
        for (int model = 0; model < MODELS; model++) {
            double[] own = normal(random, cases, DISAGREEMENT);
            double quality = random.nextDouble();
            for (int candidate = 0; candidate < EACH; candidate++) {
                float[] row = new float[cases];
                for (int i = 0; i < cases; i++) {
                    row[i] = (float) (quality + difficulty[i] + own[i] + Math.sqrt(NOISE) * random.nextGaussian());
                }
                cells.add(row);
            }
        }
        return cells;
    }

    private static double[] normal(Random random, int count, double variance) {
        return IntStream.range(0, count).mapToDouble(_ -> Math.sqrt(variance) * random.nextGaussian()).toArray();
    }
}
