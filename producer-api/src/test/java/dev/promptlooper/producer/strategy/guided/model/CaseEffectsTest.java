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
        CaseEffects effects = CaseEffects.of(rows(cells), new int[]{0, 1, 2, 3}, 4, 1, new int[0][], new int[0], 100);

        // Then
        assertThat(effects.count(0)).isEqualTo(2);
        assertThat(effects.mean(0)).isCloseTo(0.5, within(1e-9));
        assertThat(effects.count(1)).isZero();
        assertThat(effects.mean(1)).isNaN();
    }

    @Test
    void numbersDoNotDependOnHowManyScoresAreWorkedOnAtOnce() {
        for (int seed = 0; seed < 20; seed++) {
            // Given: gaps, and rows without any score
            Random random = new Random(seed);
            List<float[]> cells = table(30, seed);
            for (float[] row : cells) {
                double gaps = random.nextInt(5) / 4.0;
                for (int i = 0; i < row.length; i++) {
                    row[i] = random.nextDouble() >= gaps
                            ? row[i]
                            : random.nextBoolean() ? CaseEffects.NONE : CaseEffects.PENDING;
                }
            }

            // When
            CaseEffects atOnce = of(cells, 30, Long.MAX_VALUE);
            CaseEffects rowByRow = of(cells, 30, 0);

            // Then: bit for bit
            for (int row = 0; row < cells.size(); row++) {
                assertThat(Double.doubleToLongBits(rowByRow.mean(row)))
                        .isEqualTo(Double.doubleToLongBits(atOnce.mean(row)));
                assertThat(rowByRow.count(row)).isEqualTo(atOnce.count(row));
            }
            assertThat(rowByRow.variance()).isEqualTo(atOnce.variance());
            assertThat(rowByRow.noise()).isEqualTo(atOnce.noise());
            assertThat(rowByRow.shared(0)).isEqualTo(atOnce.shared(0));
        }
    }

    private static CaseEffects of(List<float[]> cells, int cases) {
        return of(cells, cases, Long.MAX_VALUE);
    }

    private static CaseEffects of(List<float[]> cells, int cases, long kept) {
        int[] modelOf = IntStream.range(0, cells.size()).map(row -> row / EACH).toArray();
        return CaseEffects.of(rows(cells), IntStream.range(0, cases).toArray(), cases, 1, new int[][]{modelOf},
                new int[]{MODELS}, kept);
    }

    /// Rows that are read into the same array, as a search may do.
    private static Rows rows(List<float[]> cells) {
        float[] buffer = new float[cells.stream().mapToInt(row -> row.length).max().orElse(0)];
        return new Rows() {
            @Override
            public int size() {
                return cells.size();
            }

            @Override
            public int length(int row) {
                return cells.get(row).length;
            }

            @Override
            public float[] cells(int row) {
                System.arraycopy(cells.get(row), 0, buffer, 0, length(row));
                return buffer;
            }
        };
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
