package dev.promptlooper.producer.strategy.guided.model;

import java.util.Arrays;
import java.util.List;

/// Separates how good candidates are from the cases that they happened to meet:
/// `score[a, i] = value[a] + difficulty[i] + difficulty of i for a's model + … for a's prompt + noise`, all difficulties shrunken
/// towards 0, by alternating least squares. How much models (prompts …) disagree about cases is estimated from how alike the
/// residuals of candidates are that share one. Linear in the number of results. Immutable.
public final class CaseEffects {

    /// A position whose result is not there (yet).
    public static final float PENDING = Float.NaN;
    /// A position that ended without a score.
    public static final float NONE = Float.NEGATIVE_INFINITY;

    private static final int ROUNDS = 4;
    private static final double DIFFICULTY = 0.08;
    private static final double MIN_NOISE = 0.005;
    private static final double FREEDOM = 0.25;
    private static final double MOST_SHARED = 0.08;
    private static final long MAX_CELLS = 4_000_000;

    private final double[] means;
    private final int[] counts;
    private final double noise;
    private final double[] shared;
    private final int[][] met;

    private CaseEffects(Separation separation, double noise) {
        this.means = separation.mean;
        this.counts = separation.rowCount;
        this.noise = noise;
        this.shared = separation.variance;
        this.met = separation.met();
    }

    /// Mean of each candidate with the difficulty of its cases removed, on the model's scale; NaN without a score.
    public double mean(int row) {
        return means[row];
    }

    /// Scores of a candidate.
    public int count(int row) {
        return counts[row];
    }

    /// Variance of one result around everything else, on the model's scale.
    public double noise() {
        return noise;
    }

    /// Variance of one case's difficulty for the levels of a grouping.
    public double shared(int grouping) {
        return shared[grouping];
    }

    /// Distinct cases that the candidates of a level have met.
    public int met(int grouping, int level) {
        return met[grouping][level];
    }

    /// @param cells    scores of each candidate by position of the walk, with [#PENDING] and [#NONE]
    /// @param length   number of positions that may be filled, for each candidate
    /// @param walk     position → case
    /// @param cases    number of cases
    /// @param scale    scores are multiplied by this
    /// @param grouping per grouping: level of each candidate
    /// @param levels   per grouping: number of levels
    public static CaseEffects of(List<float[]> cells, int[] length, int[] walk, int cases, double scale,
            int[][] grouping, int[] levels) {
        return new Separation(cells, length, walk, cases, scale, grouping, levels).run();
    }

    private static final class Separation {

        private final int rows;
        private final int[] rowCount;
        private final double[] rowSum;
        private final double[] mean;
        // The results, row by row: value and case; `rest` is what no effect explains.
        private final int[] first;
        private final int[] caseAt;
        private final double[] score;
        private final double[] rest;
        private final double[] difficulty;
        private final int[] seen;
        private final int[][] grouping;
        private final double[][][] own;
        private final int[][][] ownSeen;
        private final double[] variance;

        Separation(List<float[]> cells, int[] length, int[] walk, int cases, double scale, int[][] grouping,
                int[] levels) {
            this.rows = cells.size();
            this.grouping = grouping;
            this.rowCount = new int[rows];
            this.rowSum = new double[rows];
            this.mean = new double[rows];
            this.first = new int[rows + 1];
            for (int row = 0; row < rows; row++) {
                for (int at = 0; at < length[row]; at++) {
                    rowCount[row] += cells.get(row)[at] > Float.NEGATIVE_INFINITY ? 1 : 0;
                }
                first[row + 1] = first[row] + rowCount[row];
            }
            this.caseAt = new int[first[rows]];
            this.score = new double[first[rows]];
            this.rest = new double[first[rows]];
            this.difficulty = new double[cases];
            this.seen = new int[cases];
            this.variance = new double[grouping.length];
            this.own = new double[grouping.length][][];
            this.ownSeen = new int[grouping.length][][];
            for (int g = 0; g < grouping.length; g++) {
                boolean fits = (long) levels[g] * cases <= MAX_CELLS;
                own[g] = new double[levels[g]][fits ? cases : 0];
                ownSeen[g] = new int[levels[g]][fits ? cases : 0];
                variance[g] = fits ? 0.02 : 0;
            }
            for (int row = 0, next = 0; row < rows; row++) {
                for (int at = 0; at < length[row]; at++) {
                    float value = cells.get(row)[at];
                    if (value > Float.NEGATIVE_INFINITY) {
                        caseAt[next] = walk[at];
                        score[next] = value * scale;
                        rowSum[row] += score[next];
                        next++;
                    }
                }
            }
            count();
        }

        private void count() {
            for (int row = 0; row < rows; row++) {
                for (int k = first[row]; k < first[row + 1]; k++) {
                    seen[caseAt[k]]++;
                    for (int g = 0; g < grouping.length; g++) {
                        if (isModelled(g)) {
                            ownSeen[g][grouping[g][row]][caseAt[k]]++;
                        }
                    }
                }
                mean[row] = rowCount[row] == 0 ? Double.NaN : rowSum[row] / rowCount[row];
            }
            for (int row = 0; row < rows; row++) {
                for (int k = first[row]; k < first[row + 1]; k++) {
                    rest[k] = score[k] - mean[row];
                }
            }
        }

        private boolean isModelled(int g) {
            return own[g].length > 0 && own[g][0].length > 0;
        }

        CaseEffects run() {
            double noise = 0.1;
            for (int round = 0; round < ROUNDS; round++) {
                cases(noise);
                for (int g = 0; g < grouping.length; g++) {
                    if (isModelled(g)) {
                        levels(g, noise);
                    }
                }
                candidates();
                noise = Math.max(MIN_NOISE, residual(noise));
            }
            return new CaseEffects(this, noise);
        }

        /// Moves what candidates have in common on a case into its difficulty.
        private void cases(double noise) {
            double[] sum = new double[difficulty.length];
            for (int k = 0; k < rest.length; k++) {
                sum[caseAt[k]] += rest[k] + difficulty[caseAt[k]];
            }
            for (int i = 0; i < sum.length; i++) {
                double changed = sum[i] / (seen[i] + noise / DIFFICULTY);
                sum[i] = changed - difficulty[i];
                difficulty[i] = changed;
            }
            for (int k = 0; k < rest.length; k++) {
                rest[k] -= sum[caseAt[k]];
            }
        }

        /// Moves what candidates of a level have in common on a case, and first estimates how much that is in general.
        private void levels(int g, double noise) {
            double[][] sum = new double[own[g].length][difficulty.length];
            double squares = 0;
            for (int row = 0; row < rows; row++) {
                int level = grouping[g][row];
                for (int k = first[row]; k < first[row + 1]; k++) {
                    double value = rest[k] + own[g][level][caseAt[k]];
                    sum[level][caseAt[k]] += value;
                    squares += value * value;
                }
            }
            double products = -squares;
            double pairs = 0;
            for (int level = 0; level < sum.length; level++) {
                for (int i = 0; i < difficulty.length; i++) {
                    double count = ownSeen[g][level][i];
                    products += sum[level][i] * sum[level][i];
                    pairs += count * (count - 1);
                }
            }
            variance[g] = pairs < 20 ? variance[g] : Math.clamp(products / pairs, 0, MOST_SHARED);
            for (int level = 0; level < sum.length; level++) {
                for (int i = 0; i < difficulty.length; i++) {
                    double changed = variance[g] <= 0
                            ? 0
                            : sum[level][i] / (ownSeen[g][level][i] + noise / variance[g]);
                    sum[level][i] = changed - own[g][level][i];
                    own[g][level][i] = changed;
                }
            }
            for (int row = 0; row < rows; row++) {
                double[] change = sum[grouping[g][row]];
                for (int k = first[row]; k < first[row + 1]; k++) {
                    rest[k] -= change[caseAt[k]];
                }
            }
        }

        private void candidates() {
            for (int row = 0; row < rows; row++) {
                double sum = 0;
                for (int k = first[row]; k < first[row + 1]; k++) {
                    sum += rest[k];
                }
                double change = rowCount[row] == 0 ? 0 : sum / rowCount[row];
                mean[row] += change;
                for (int k = first[row]; k < first[row + 1]; k++) {
                    rest[k] -= change;
                }
            }
        }

        /// Variance of what is left; what was fitted is not left to show as noise.
        private double residual(double noise) {
            double squares = 0;
            for (double value : rest) {
                squares += value * value;
            }
            double fitted = 0;
            for (int row = 0; row < rows; row++) {
                fitted += rowCount[row] > 0 ? 1 : 0;
            }
            for (int count : seen) {
                fitted += count / (count + noise / DIFFICULTY);
            }
            for (int g = 0; g < grouping.length; g++) {
                for (int[] level : ownSeen[g]) {
                    for (int count : level) {
                        fitted += variance[g] <= 0 ? 0 : count / (count + noise / variance[g]);
                    }
                }
            }
            return rest.length == 0 ? MIN_NOISE : squares / Math.max(rest.length - fitted, FREEDOM * rest.length);
        }

        int[][] met() {
            int[][] met = new int[grouping.length][];
            for (int g = 0; g < met.length; g++) {
                met[g] = new int[ownSeen[g].length];
                for (int level = 0; level < met[g].length; level++) {
                    met[g][level] = (int) Arrays.stream(ownSeen[g][level]).filter(count -> count > 0).count();
                }
            }
            return met;
        }
    }
}
