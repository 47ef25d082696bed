package dev.promptlooper.producer.strategy.guided.model;

import java.util.function.DoubleSupplier;

/// Joint draws from a [Posterior]: everything that is uncertain at once, so that what candidates share stays shared. Not
/// thread-safe.
public final class Draws {

    private final Posterior posterior;
    private final Evidence.Solution solution;
    private final Evidence evidence;
    private final Features features;
    private final Design design;
    private final DoubleSupplier normal;
    private final double[] weights;
    private final double[] blockWeights;
    private final Design.Row row;

    Draws(Posterior posterior, Evidence evidence, Evidence.Solution solution, Design design, DoubleSupplier normal) {
        this.posterior = posterior;
        this.evidence = evidence;
        this.features = evidence.features;
        this.solution = solution;
        this.design = design;
        this.normal = normal;
        this.weights = new double[features.size()];
        this.blockWeights = new double[features.blocks()];
        this.row = new Design.Row(design);
    }

    /// The next draw of what levels and pairs do.
    public void next() {
        for (int i = 0; i < weights.length; i++) {
            weights[i] = normal.getAsDouble();
        }
        solution.factor.backward(weights);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (weights[i] + solution.weights[i]) * solution.scale[i];
        }
        for (int level = 0; level < blockWeights.length; level++) {
            double[] cross = solution.cross(level);
            double precision = solution.precision(level);
            double right = cross == null ? 0 : solution.blockRight(level);
            for (int i = 0; cross != null && i < weights.length; i++) {
                right -= cross[i] * weights[i];
            }
            double scale = solution.blockScale;
            blockWeights[level] = scale * (scale * right / precision + normal.getAsDouble() / Math.sqrt(precision));
        }
    }

    /// Number of factors.
    public int factors() {
        return design.factors().size();
    }

    /// A candidate's value in this draw. Its own deviation is drawn anew with each call.
    ///
    /// @param levels   level of each factor
    /// @param observed mean of its own results, or NaN
    /// @param noise    variance of that mean
    public double candidate(int[] levels, double observed, double noise) {
        double effects = evidence.centre + weights[0];
        double unseen = 0;
        design.row(levels, row);
        for (int k = 0; k < row.size; k++) {
            effects += effect(row.group[k], row.atom[k]) * row.value[k];
            if (row.group[k] != features.block && features.feature[row.group[k]][row.atom[k]] < 0) {
                unseen += row.value[k] * row.value[k] * posterior.variance(row.group[k]);
            }
        }
        // Of what was never observed only the prior is known.
        effects += unseen > 0 ? Math.sqrt(unseen) * normal.getAsDouble() : 0;
        double own = posterior.own();
        double weight = Double.isNaN(observed) ? 0 : own / (own + noise);
        double luck = 0;
        for (int f = 0; f < features.luckFeature.length; f++) {
            int id = features.luckFeature[f][levels[features.luck.factors().get(f)]];
            luck += id < 0 ? 0 : weights[id];
        }
        double mean = weight == 0 ? effects : weight * (observed - luck) + (1 - weight) * effects;
        return mean + Math.sqrt((1 - weight) * own) * normal.getAsDouble();
    }

    /// What a level does in this draw, or what two levels do beyond the sum of both.
    ///
    /// @param group  group of the design
    /// @param levels level of each factor; only those of the group count
    public double effect(int group, int[] levels) {
        double effect = 0;
        design.row(levels, row);
        for (int k = 0; k < row.size; k++) {
            if (row.group[k] == group) {
                effect += effect(group, row.atom[k]) * row.value[k];
            }
        }
        return effect;
    }

    private double effect(int group, int atom) {
        if (group == features.block) {
            return blockWeights[atom];
        }
        int id = features.feature[group][atom];
        return id < 0 ? 0 : weights[id];
    }
}
