package dev.promptlooper.producer.strategy.guided.model;

/// What is believed of the observed candidates, without how sure that is: a small part of the work of a [Posterior].
final class Means {

    // What levels do is known well enough from so many candidates.
    private static final int LOOK = 512;

    private Means() {}

    /// Of more than [#LOOK] candidates, an evenly spaced part tells what levels do. Parameters as in [Posterior#means].
    static double[] of(Design design, int[][] levels, double[] means, double[] noise, Luck luck, Hyper hyper) {
        double[] logVariances = hyper.logVariances();
        Evidence evidence = evidence(design, levels, means, noise, luck);
        Features features = evidence.features;
        Evidence.Solution solution = evidence.solve(logVariances);
        double own = Math.exp(logVariances[logVariances.length - 1]);
        double[] ofBlock = new double[features.blocks()];
        for (int level = 0; level < ofBlock.length; level++) {
            ofBlock[level] = solution.blockScale * solution.blockWeight(level);
        }
        double[] believed = new double[means.length];
        Design.Row row = new Design.Row(design);
        for (int i = 0; i < believed.length; i++) {
            double effects = evidence.centre + solution.scale[0] * solution.weights[0]
                    + (features.block < 0 ? 0 : ofBlock[levels[i][features.block]]);
            design.row(levels[i], row);
            for (int k = 0; k < row.size; k++) {
                int id = features.feature[row.group[k]][row.atom[k]];
                effects += id < 0 ? 0 : row.value[k] * solution.scale[id] * solution.weights[id];
            }
            double shared = 0;
            for (int f = 0; f < features.luckFeature.length; f++) {
                int id = features.luckFeature[f][levels[i][luck.factors().get(f)]];
                shared += id < 0 ? 0 : solution.scale[id] * solution.weights[id];
            }
            double weight = own / (own + noise[i]);
            believed[i] = weight * (means[i] - shared) + (1 - weight) * effects;
        }
        return believed;
    }

    private static Evidence evidence(Design design, int[][] levels, double[] means, double[] noise, Luck luck) {
        int count = Math.min(LOOK, means.length);
        int[][] someLevels = new int[count][];
        double[] someMeans = new double[count];
        double[] someNoise = new double[count];
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) i * means.length / count);
            someLevels[i] = levels[from];
            someMeans[i] = means[from];
            someNoise[i] = noise[from];
        }
        return new Evidence(design, someLevels, someMeans, someNoise, luck);
    }
}
