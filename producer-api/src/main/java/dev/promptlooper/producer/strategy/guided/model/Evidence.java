package dev.promptlooper.producer.strategy.guided.model;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// The normal equations of the model for one set of observations, and how probable they make the observations under given
/// variances. Each candidate's own deviation is noise here; [Posterior] adds it back.
///
/// The levels of the largest categorical factor are eliminated first (their block is diagonal), so that thousands of prompts cost
/// no more than the other features. Not thread-safe.
final class Evidence {

    /// Prior variance of the overall level; scores are about 1 wide.
    static final double INTERCEPT = 0.25;

    final double centre;
    final Features features;

    private final Design design;
    private final int[][] levels;
    private final double[] noise;
    private final int count;
    private final double[] y;
    private final Design.Row row;
    // Sums over candidates with weights 1 / (own deviation + noise), for the nugget they were made with.
    private double weighedFor = Double.NaN;
    private double logWeights;
    private double squares;
    private final double[][] gram;
    private final double[] right;
    private final double[][] cross;
    private final double[] diagonal;
    private final double[] blockRight;

    /// @param levels levels of each observed candidate
    /// @param y      its mean, cases' difficulty removed
    /// @param noise  variance of that mean around the candidate's true value, 0 or more
    /// @param luck   what the means share besides
    Evidence(Design design, int[][] levels, double[] y, double[] noise, Luck luck) {
        this.design = design;
        this.levels = levels;
        this.noise = noise;
        this.count = y.length;
        double sum = 0;
        for (double value : y) {
            sum += value;
        }
        this.centre = count == 0 ? 0.5 : sum / count;
        this.y = new double[count];
        for (int i = 0; i < count; i++) {
            this.y[i] = y[i] - centre;
        }
        this.row = new Design.Row(design);
        this.features = new Features(design, levels, luck);
        int size = features.size();
        int blocks = features.blocks();
        this.gram = new double[size][size];
        this.right = new double[size];
        this.cross = new double[blocks][0];
        this.diagonal = new double[blocks];
        this.blockRight = new double[blocks];
    }

    /// About how many multiplications one evaluation takes.
    double effort() {
        double p = features.size();
        double blocks = diagonal.length;
        return p * p * p / 3 + blocks * p * p / 2;
    }

    /// Logarithm of the marginal likelihood (up to a constant), minus half the squared distance of the variances from 0.01 on a
    /// scale of e².
    ///
    /// @param logVariances logarithm of each group's variance, then of the candidates' own deviation
    double value(double[] logVariances) {
        Solution solution = solve(logVariances);
        double penalty = 0;
        for (double logVariance : logVariances) {
            double distance = (logVariance - Math.log(0.01)) / 2;
            penalty += distance * distance / 2;
        }
        return -0.5 * (logWeights + solution.logDeterminant + squares - solution.explained) - penalty;
    }

    /// Solves the normal equations for given variances.
    Solution solve(double[] logVariances) {
        weigh(Math.exp(logVariances[logVariances.length - 1]));
        return new Solution(logVariances);
    }

    private void weigh(double own) {
        if (own == weighedFor) {
            return;
        }
        weighedFor = own;
        logWeights = 0;
        squares = 0;
        for (double[] line : gram) {
            Arrays.fill(line, 0);
        }
        Arrays.fill(right, 0);
        Arrays.fill(diagonal, 0);
        Arrays.fill(blockRight, 0);
        for (double[] line : cross) {
            Arrays.fill(line, 0);
        }
        int[] at = new int[features.width()];
        double[] value = new double[features.width()];
        for (int i = 0; i < count; i++) {
            add(i, 1 / (own + noise[i]), at, value);
        }
    }

    private void add(int i, double weight, int[] at, double[] value) {
        logWeights -= Math.log(weight);
        squares += weight * y[i] * y[i];
        design.row(levels[i], row);
        int size = 1;
        at[0] = 0;
        value[0] = 1;
        for (int k = 0; k < row.size; k++) {
            int id = features.feature[row.group[k]][row.atom[k]];
            if (id >= 0) {
                at[size] = id;
                value[size++] = row.value[k];
            }
        }
        for (int f = 0; f < features.luckFeature.length; f++) {
            int id = features.luckFeature[f][levels[i][features.luck.factors().get(f)]];
            if (id >= 0) {
                at[size] = id;
                value[size++] = 1;
            }
        }
        // Ids grow along a row, so that only the lower triangle is touched.
        for (int k = 0; k < size; k++) {
            double[] line = gram[at[k]];
            double scaled = weight * value[k];
            for (int l = 0; l <= k; l++) {
                line[at[l]] += scaled * value[l];
            }
            right[at[k]] += scaled * y[i];
        }
        if (features.block >= 0) {
            int level = levels[i][features.block];
            diagonal[level] += weight;
            blockRight[level] += weight * y[i];
            if (cross[level].length == 0) {
                cross[level] = new double[features.size()];
            }
            for (int k = 0; k < size; k++) {
                cross[level][at[k]] += weight * value[k];
            }
        }
    }

    /// The factored equations in whitened features (each divided by its prior deviation), which keeps every pivot at 1 or more.
    final class Solution {

        final double[] scale;
        final double blockScale;
        final Cholesky factor;
        final double[] weights;
        final double logDeterminant;
        final double explained;

        private Solution(double[] logVariances) {
            int size = features.size();
            this.scale = new double[size];
            for (int i = 0; i < size; i++) {
                scale[i] = switch (features.group[i]) {
                    case Features.OVERALL -> Math.sqrt(INTERCEPT);
                    case Features.LUCK -> features.luckScale(i);
                    default -> Math.exp(logVariances[features.group[i]] / 2);
                };
            }
            double variance = features.block < 0 ? 0 : Math.exp(logVariances[features.block]);
            this.blockScale = Math.sqrt(variance);
            double[][] matrix = new double[size][];
            double[] rest = right.clone();
            for (int i = 0; i < size; i++) {
                matrix[i] = Arrays.copyOf(gram[i], i + 1);
            }
            double log = 0;
            double sum = 0;
            for (int level = 0; level < diagonal.length; level++) {
                double[] line = cross[level];
                if (diagonal[level] == 0) {
                    continue;
                }
                double share = variance / (1 + variance * diagonal[level]);
                log += Math.log1p(variance * diagonal[level]);
                sum += share * blockRight[level] * blockRight[level];
                for (int i = 0; i < size; i++) {
                    double part = share * line[i];
                    if (part != 0) {
                        double[] target = matrix[i];
                        for (int j = 0; j <= i; j++) {
                            target[j] -= part * line[j];
                        }
                        rest[i] -= part * blockRight[level];
                    }
                }
            }
            for (int i = 0; i < size; i++) {
                for (int j = 0; j <= i; j++) {
                    matrix[i][j] *= scale[i] * scale[j];
                }
                matrix[i][i] += 1;
                rest[i] *= scale[i];
            }
            this.factor = Cholesky.inPlace(matrix);
            factor.forward(rest);
            for (double value : rest) {
                sum += value * value;
            }
            factor.backward(rest);
            this.weights = rest;
            this.logDeterminant = log + factor.logDeterminant();
            this.explained = sum;
        }

        /// Cross products of an eliminated level with the other features, or null when it was never observed.
        double @Nullable [] cross(int level) {
            return diagonal[level] == 0 ? null : cross[level];
        }

        double precision(int level) {
            return 1 + blockScale * blockScale * diagonal[level];
        }

        double blockRight(int level) {
            return blockRight[level];
        }

        /// Weight of an eliminated level, in units of its prior deviation.
        double blockWeight(int level) {
            if (diagonal[level] == 0) {
                return 0;
            }
            double rest = blockScale * blockRight[level];
            for (int i = 0; i < weights.length; i++) {
                rest -= blockScale * cross[level][i] * scale[i] * weights[i];
            }
            return rest / precision(level);
        }
    }
}
