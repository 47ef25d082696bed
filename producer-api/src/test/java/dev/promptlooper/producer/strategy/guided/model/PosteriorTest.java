package dev.promptlooper.producer.strategy.guided.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.promptlooper.producer.space.Seeded;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

class PosteriorTest {

    private static final List<Factor> FACTORS = List.of(factor("model", 4), factor("prompt", 7),
            scale("temperature", 6));

    @Test
    void posteriorEqualsThatOfTheGaussianProcess() {
        for (int seed = 0; seed < 20; seed++) {
            // Given
            Design design = new Design(FACTORS);
            Observed observed = Observed.of(seed);
            Hyper hyper = new Hyper(design);

            // When
            Posterior posterior = Posterior.of(design, observed.levels, observed.means, observed.noise, Luck.NONE,
                    hyper);

            // Then
            Dense dense = new Dense(design, hyper, observed.levels, observed.means, observed.noise);
            double[] out = new double[2];
            for (int i = 0; i < observed.means.length; i++) {
                posterior.candidate(observed.levels[i], observed.means[i], observed.noise[i], out);
                assertThat(out[0]).isCloseTo(dense.mean(observed.levels[i], i), within(1e-6));
                assertThat(out[1]).isCloseTo(dense.variance(observed.levels[i], i), within(1e-6));
            }
            for (int[] other : observed.others.subList(0, 20)) {
                posterior.candidate(other, Double.NaN, 0, out);
                assertThat(out[0]).isCloseTo(dense.mean(other, -1), within(1e-6));
                assertThat(out[1]).isCloseTo(dense.variance(other, -1), within(1e-6));
            }
        }
    }

    @Test
    void meansAloneAreThoseOfThePosterior() {
        for (int seed = 0; seed < 20; seed++) {
            // Given
            Design design = new Design(FACTORS);
            Observed observed = Observed.of(seed);
            Luck luck = new Luck(List.of(0, 1), List.of(List.of(0.01, 0.0, 0.02, 0.01),
                    List.of(0.0, 0.01, 0.01, 0.01, 0.0, 0.005, 0.01)));
            Hyper hyper = new Hyper(design);

            // When
            double[] alone = Posterior.means(design, observed.levels, observed.means, observed.noise, luck, hyper);

            // Then
            Posterior posterior = Posterior.of(design, observed.levels, observed.means, observed.noise, luck, hyper);
            double[] out = new double[2];
            for (int i = 0; i < observed.means.length; i++) {
                posterior.candidate(observed.levels[i], observed.means[i], observed.noise[i], out);
                assertThat(alone[i]).isCloseTo(out[0], within(1e-9));
            }
        }
    }

    @Test
    void drawsHaveThePosteriorsMomentsAndShareWhatCandidatesShare() {
        // Given
        Design design = new Design(FACTORS);
        int[][] levels = {{0, 1, 2}, {1, 1, 3}, {2, 5, 0}};
        double[] means = {0.7, 0.2, 0.4};
        double[] noise = {0.01, 0.02, 0};
        Posterior posterior = Posterior.of(design, levels, means, noise, Luck.NONE, new Hyper(design));
        Seeded random = new Seeded(1);
        Draws draws = posterior.draws(() -> {
            double sum = -6;
            for (int i = 0; i < 12; i++) {
                sum += random.nextDouble();
            }
            return sum;
        });

        // When
        int count = 40_000;
        double[] sum = new double[4];
        double[] squares = new double[4];
        for (int i = 0; i < count; i++) {
            draws.next();
            for (int c = 0; c < 4; c++) {
                double value = c < 3
                        ? draws.candidate(levels[c], means[c], noise[c])
                        : draws.candidate(new int[]{3, 6, 5}, Double.NaN, 0);
                sum[c] += value / count;
                squares[c] += value * value / count;
            }
        }

        // Then
        double[] out = new double[2];
        for (int c = 0; c < 4; c++) {
            posterior.candidate(c < 3 ? levels[c] : new int[]{3, 6, 5}, c < 3 ? means[c] : Double.NaN,
                    c < 3 ? noise[c] : 0,
                    out);
            assertThat(sum[c]).isCloseTo(out[0], within(0.003));
            assertThat(squares[c] - sum[c] * sum[c]).isCloseTo(out[1], within(0.002));
        }
    }

    @Test
    void completeCandidateIsKnownExactly() {
        // Given
        Design design = new Design(FACTORS);
        int[][] levels = {{0, 0, 0}, {1, 1, 1}};

        // When
        Posterior posterior = Posterior.of(design, levels, new double[]{0.25, 0.75}, new double[]{0, 0.01},
                Luck.NONE, new Hyper(design));

        // Then
        double[] out = new double[2];
        posterior.candidate(levels[0], 0.25, 0, out);
        assertThat(out).containsExactly(0.25, 0);
    }

    @Test
    void learningFindsTheAxisThatMatters() {
        // Given
        Design design = new Design(FACTORS);
        List<int[]> all = all();
        int[][] levels = all.toArray(int[][]::new);
        Seeded random = new Seeded(3);
        double[] means = new double[levels.length];
        double[] noise = new double[levels.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = 0.2 * levels[i][0] + 0.02 * random.nextDouble();
            noise[i] = 1e-4;
        }
        Hyper hyper = new Hyper(design);

        // When
        for (int i = 0; i < 30; i++) {
            Posterior.learn(design, levels, means, noise, Luck.NONE, hyper);
        }

        // Then
        assertThat(hyper.variance(0)).isGreaterThan(0.01);
        assertThat(hyper.variance(1)).isLessThan(0.002);
        assertThat(hyper.variance(2)).isLessThan(0.002);
    }

    @Test
    void numbersThatAreNoneAreRefused() {
        Design design = new Design(FACTORS);
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> Posterior.of(design, new int[][]{{0, 0, 0}},
                new double[]{0.5}, new double[]{Double.NaN}, Luck.NONE, new Hyper(design))))
                .isInstanceOf(ArithmeticException.class);
    }

    private static Factor factor(String name, int levels) {
        return new Factor(name, IntStream.range(0, levels).mapToObj(String::valueOf).toList(), List.of());
    }

    private static Factor scale(String name, int levels) {
        return new Factor(name, IntStream.range(0, levels).mapToObj(String::valueOf).toList(),
                IntStream.range(0, levels).mapToObj(i -> i / (levels - 1.0)).toList());
    }

    /// Some candidates of the whole space with what was seen of them, and the others.
    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    private record Observed(int[][] levels, double[] means, double[] noise, List<int[]> others) {

        static Observed of(int seed) {
            Seeded random = new Seeded(seed);
            List<int[]> all = all();
            int count = 1 + (int) random.below(40);
            int[][] levels = new int[count][];
            double[] means = new double[count];
            double[] noise = new double[count];
            for (int i = 0; i < count; i++) {
                levels[i] = all.remove((int) random.below(all.size()));
                means[i] = random.nextDouble();
                noise[i] = random.below(4) == 0 ? 0 : random.nextDouble() * 0.02;
            }
            return new Observed(levels, means, noise, all);
        }
    }

    private static List<int[]> all() {
        List<int[]> all = new ArrayList<>();
        for (int a = 0; a < 4; a++) {
            for (int b = 0; b < 7; b++) {
                for (int c = 0; c < 6; c++) {
                    all.add(new int[]{a, b, c});
                }
            }
        }
        return all;
    }

    /// The same model as a Gaussian process over candidates: one dense matrix, Gaussian elimination.
    private static final class Dense {

        private final Design design;
        private final Hyper hyper;
        private final int[][] levels;
        private final double centre;
        private final double[] solved;
        private final double[][] inverse;

        Dense(Design design, Hyper hyper, int[][] levels, double[] means, double[] noise) {
            this.design = design;
            this.hyper = hyper;
            this.levels = levels;
            this.centre = java.util.Arrays.stream(means).average().orElseThrow();
            int n = means.length;
            double[][] matrix = new double[n][n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    matrix[i][j] = kernel(levels[i], levels[j]) + (i == j ? hyper.own() + noise[i] : 0);
                }
            }
            inverse = invert(matrix);
            solved = new double[n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    solved[i] += inverse[i][j] * (means[j] - centre);
                }
            }
        }

        private double kernel(int[] a, int[] b) {
            double sum = Evidence.INTERCEPT;
            Design.Row left = new Design.Row(design);
            Design.Row right = new Design.Row(design);
            design.row(a, left);
            design.row(b, right);
            for (int i = 0; i < left.size; i++) {
                for (int j = 0; j < right.size; j++) {
                    if (left.group[i] == right.group[j] && left.atom[i] == right.atom[j]) {
                        sum += left.value[i] * right.value[j] * hyper.variance(left.group[i]);
                    }
                }
            }
            return sum;
        }

        private double cross(int[] candidate, int self, int i) {
            return kernel(candidate, levels[i]) + (i == self ? hyper.own() : 0);
        }

        double mean(int[] candidate, int self) {
            double sum = centre;
            for (int i = 0; i < levels.length; i++) {
                sum += cross(candidate, self, i) * solved[i];
            }
            return sum;
        }

        double variance(int[] candidate, int self) {
            double sum = kernel(candidate, candidate) + hyper.own();
            for (int i = 0; i < levels.length; i++) {
                for (int j = 0; j < levels.length; j++) {
                    sum -= cross(candidate, self, i) * inverse[i][j] * cross(candidate, self, j);
                }
            }
            return sum;
        }

        private static double[][] invert(double[][] matrix) {
            int n = matrix.length;
            double[][] inverse = new double[n][n];
            for (int i = 0; i < n; i++) {
                inverse[i][i] = 1;
            }
            for (int i = 0; i < n; i++) {
                int pivot = i;
                for (int k = i; k < n; k++) {
                    pivot = Math.abs(matrix[k][i]) > Math.abs(matrix[pivot][i]) ? k : pivot;
                }
                double[] swap = matrix[i];
                matrix[i] = matrix[pivot];
                matrix[pivot] = swap;
                swap = inverse[i];
                inverse[i] = inverse[pivot];
                inverse[pivot] = swap;
                double head = matrix[i][i];
                for (int j = 0; j < n; j++) {
                    matrix[i][j] /= head;
                    inverse[i][j] /= head;
                }
                for (int k = 0; k < n; k++) {
                    double factor = k == i ? 0 : matrix[k][i];
                    for (int j = 0; factor != 0 && j < n; j++) {
                        matrix[k][j] -= factor * matrix[i][j];
                        inverse[k][j] -= factor * inverse[i][j];
                    }
                }
            }
            return inverse;
        }
    }
}
