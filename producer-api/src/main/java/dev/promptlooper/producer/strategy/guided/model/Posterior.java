package dev.promptlooper.producer.strategy.guided.model;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.function.DoubleSupplier;

/// What is believed about every candidate, tried or not, after a set of observations. Immutable but for a buffer: not
/// thread-safe.
public final class Posterior {

    private final Design design;
    private final Evidence evidence;
    private final Features features;
    private final Evidence.Solution solution;
    private final double[][] covariance;
    private final double[] logVariances;
    private final double own;
    private final double[] blockWeight;
    private final @Nullable Cross[] blockCross;
    private final double[] blockVariance;
    private final Design.Row row;
    private final int[] at;
    private final double[] value;

    private Posterior(Design design, Evidence evidence, Hyper hyper) {
        this.design = design;
        this.evidence = evidence;
        this.features = evidence.features;
        this.logVariances = hyper.logVariances();
        this.own = hyper.own();
        this.solution = evidence.solve(logVariances);
        this.covariance = solution.factor.inverse();
        int blocks = features.blocks();
        this.blockWeight = new double[blocks];
        this.blockVariance = new double[blocks];
        this.blockCross = new Cross[blocks];
        for (int level = 0; level < blocks; level++) {
            eliminate(level);
        }
        this.row = new Design.Row(design);
        this.at = new int[features.width()];
        this.value = new double[features.width()];
    }

    /// Learns from observations.
    ///
    /// @param levels levels of each observed candidate
    /// @param means  its mean, difficulty of cases removed, on a scale about 1 wide; finite
    /// @param noise  variance of that mean around the candidate's value, 0 or more
    /// @param luck   errors that means share
    /// @param hyper  variances
    public static Posterior of(Design design, int[][] levels, double[] means, double[] noise, Luck luck, Hyper hyper) {
        return new Posterior(design, new Evidence(design, levels, means, noise, luck), hyper);
    }

    /// Improves variances by observations. Parameters as in [#of].
    public static void learn(Design design, int[][] levels, double[] means, double[] noise, Luck luck, Hyper hyper) {
        if (means.length > 1) {
            hyper.improve(new Evidence(design, levels, means, noise, luck));
        }
    }

    /// What is believed of the observed candidates, in their order, by far cheaper than everything: in a large set, what levels do
    /// is learned from a part of it. Parameters as in [#of].
    public static double[] means(Design design, int[][] levels, double[] means, double[] noise, Luck luck,
            Hyper hyper) {
        return Means.of(design, levels, means, noise, luck, hyper);
    }

    private void eliminate(int level) {
        double[] cross = solution.cross(level);
        double precision = solution.precision(level);
        if (cross == null) {
            blockVariance[level] = 1;
            return;
        }
        int size = cross.length;
        double[] scaled = new double[size];
        for (int i = 0; i < size; i++) {
            scaled[i] = solution.blockScale * cross[i] * solution.scale[i];
        }
        double[] product = new double[size];
        double quadratic = 0;
        for (int i = 0; i < size; i++) {
            double sum = 0;
            for (int j = 0; j < size; j++) {
                sum += covariance[i][j] * scaled[j];
            }
            product[i] = sum / precision;
            quadratic += sum * scaled[i];
        }
        blockWeight[level] = solution.blockWeight(level);
        blockCross[level] = new Cross(product);
        blockVariance[level] = 1 / precision + quadratic / (precision * precision);
    }

    /// Mean and variance of what the levels of a candidate say, whatever its own results are.
    ///
    /// @param levels level of each factor
    /// @param out    receives mean and variance
    public void effects(int[] levels, double[] out) {
        combine(levels, 1, 0, out);
    }

    /// Moments of `effects × share − luck × shareOfLuck`.
    private void combine(int[] levels, double share, double shareOfLuck, double[] out) {
        int size = 1;
        at[0] = 0;
        value[0] = solution.scale[0] * share;
        double unseen = 0;
        design.row(levels, row);
        for (int k = 0; k < row.size; k++) {
            int group = row.group[k];
            if (group == features.block) {
                continue;
            }
            int id = features.feature[group][row.atom[k]];
            if (id >= 0) {
                at[size] = id;
                value[size++] = row.value[k] * solution.scale[id] * share;
            } else {
                unseen += row.value[k] * row.value[k] * Math.exp(logVariances[group]);
            }
        }
        for (int f = 0; shareOfLuck != 0 && f < features.luckFeature.length; f++) {
            int id = features.luckFeature[f][levels[features.luck.factors().get(f)]];
            if (id >= 0) {
                at[size] = id;
                value[size++] = -shareOfLuck * solution.scale[id];
            }
        }
        double mean = evidence.centre * share;
        double variance = unseen * share * share;
        for (int k = 0; k < size; k++) {
            mean += value[k] * solution.weights[at[k]];
            double[] line = covariance[at[k]];
            double sum = line[at[k]] * value[k] / 2;
            for (int l = 0; l < k; l++) {
                sum += line[at[l]] * value[l];
            }
            variance += 2 * value[k] * sum;
        }
        if (features.block >= 0) {
            int level = levels[features.block];
            double scale = solution.blockScale * share;
            mean += scale * blockWeight[level];
            variance += scale * scale * blockVariance[level];
            Cross cross = blockCross[level];
            if (cross != null) {
                double sum = 0;
                for (int k = 0; k < size; k++) {
                    sum += value[k] * cross.with[at[k]];
                }
                variance -= 2 * scale * sum;
            }
        }
        out[0] = mean;
        out[1] = Math.max(variance, 0);
    }

    /// Mean and variance of a candidate's value.
    ///
    /// @param levels   level of each factor
    /// @param observed its mean, difficulty removed; NaN when it has none
    /// @param noise    variance of that mean; ignored when there is none
    /// @param out      receives mean and variance
    public void candidate(int[] levels, double observed, double noise, double[] out) {
        // value = w·(observed − luck) + (1 − w)·effects + what is left of its own deviation
        double weight = Double.isNaN(observed) ? 0 : own / (own + noise);
        combine(levels, 1 - weight, weight, out);
        if (weight > 0) {
            out[0] += weight * observed;
        }
        out[1] += (1 - weight) * own;
    }

    /// Variance of a candidate's own deviation.
    public double own() {
        return own;
    }

    /// Prior variance of a group.
    double variance(int group) {
        return Math.exp(logVariances[group]);
    }

    /// Joint draws.
    ///
    /// @param normal supplies independent standard normal numbers
    public Draws draws(DoubleSupplier normal) {
        return new Draws(this, evidence, solution, design, normal);
    }

    /// Covariances of an eliminated level with the other features; a class, because arrays of nullable arrays confuse checkers.
    private static final class Cross {

        private final double[] with;

        Cross(double[] with) {
            this.with = with;
        }
    }

    @Override
    public String toString() {
        return "Posterior[" + solution.weights.length + " features, variances " + Arrays.toString(logVariances) + "]";
    }
}
