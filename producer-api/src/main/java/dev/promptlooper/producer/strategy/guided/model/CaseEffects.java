package dev.promptlooper.producer.strategy.guided.model;

import java.util.Arrays;
import java.util.List;

/// Separates how good candidates are from how hard the cases are that they happened to meet:
/// `score[a, i] = value[a] + difficulty[i] + noise`, difficulties shrunken towards 0 (variance 0.08), by alternating least squares.
/// Linear in the number of results. Immutable.
public final class CaseEffects {

    /// A position whose result is not there (yet).
    public static final float PENDING = Float.NaN;
    /// A position that ended without a score.
    public static final float NONE = Float.NEGATIVE_INFINITY;

    private static final int ROUNDS = 4;
    private static final double DIFFICULTY = 0.08;
    private static final double MIN_NOISE = 0.01;

    private final double[] means;
    private final int[] counts;
    private final double noise;

    private CaseEffects(double[] means, int[] counts, double noise) {
        this.means = means;
        this.counts = counts;
        this.noise = noise;
    }

    /// Mean of each candidate with the difficulty of its cases removed, on the model's scale; NaN without a score.
    public double mean(int row) {
        return means[row];
    }

    /// Scores of a candidate.
    public int count(int row) {
        return counts[row];
    }

    /// Variance of one result around candidate and case, on the model's scale.
    public double noise() {
        return noise;
    }

    /// @param cells  scores of each candidate by position of the walk, with [#PENDING] and [#NONE]
    /// @param length number of positions that may be filled, for each candidate
    /// @param caseOf position → case
    /// @param cases  number of cases
    /// @param scale  scores are multiplied by this
    public static CaseEffects of(List<float[]> cells, int[] length, int[] caseOf, int cases, double scale) {
        return new Separation(cells, length, caseOf, cases, scale).run();
    }

    private static final class Separation {

        private final List<float[]> cells;
        private final int[] length;
        private final int[] caseOf;
        private final double scale;
        private final double[] difficulty;
        private final double[] sum;
        private final int[] seen;
        private final double[] rowSum;
        private final int[] rowCount;
        private final double[] mean;

        Separation(List<float[]> cells, int[] length, int[] caseOf, int cases, double scale) {
            this.cells = cells;
            this.length = length;
            this.caseOf = caseOf;
            this.scale = scale;
            this.difficulty = new double[cases];
            this.sum = new double[cases];
            this.seen = new int[cases];
            this.rowSum = new double[cells.size()];
            this.rowCount = new int[cells.size()];
            this.mean = new double[cells.size()];
        }

        CaseEffects run() {
            for (int row = 0; row < mean.length; row++) {
                float[] own = cells.get(row);
                for (int at = 0; at < length[row]; at++) {
                    if (own[at] > Float.NEGATIVE_INFINITY) {
                        rowSum[row] += own[at] * scale;
                        rowCount[row]++;
                        seen[caseOf[at]]++;
                    }
                }
            }
            double noise = 0.1;
            for (int round = 0; round < ROUNDS; round++) {
                candidates();
                cases(noise);
                noise = Math.max(MIN_NOISE, residual());
            }
            candidates();
            return new CaseEffects(mean, rowCount, noise);
        }

        private void candidates() {
            for (int row = 0; row < mean.length; row++) {
                float[] own = cells.get(row);
                double hard = 0;
                for (int at = 0; at < length[row]; at++) {
                    if (own[at] > Float.NEGATIVE_INFINITY) {
                        hard += difficulty[caseOf[at]];
                    }
                }
                mean[row] = rowCount[row] == 0 ? Double.NaN : (rowSum[row] - hard) / rowCount[row];
            }
        }

        private void cases(double noise) {
            Arrays.fill(sum, 0);
            for (int row = 0; row < mean.length; row++) {
                float[] own = cells.get(row);
                for (int at = 0; at < length[row]; at++) {
                    if (own[at] > Float.NEGATIVE_INFINITY) {
                        sum[caseOf[at]] += own[at] * scale - mean[row];
                    }
                }
            }
            for (int i = 0; i < sum.length; i++) {
                difficulty[i] = sum[i] / (seen[i] + noise / DIFFICULTY);
            }
        }

        private double residual() {
            double squares = 0;
            long count = 0;
            for (int row = 0; row < mean.length; row++) {
                float[] own = cells.get(row);
                for (int at = 0; at < length[row]; at++) {
                    if (own[at] > Float.NEGATIVE_INFINITY) {
                        double rest = own[at] * scale - mean[row] - difficulty[caseOf[at]];
                        squares += rest * rest;
                        count++;
                    }
                }
            }
            return count == 0 ? MIN_NOISE : squares / count;
        }
    }
}
