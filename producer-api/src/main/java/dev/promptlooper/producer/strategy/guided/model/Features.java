package dev.promptlooper.producer.strategy.guided.model;

import java.util.Arrays;

/// Numbers what the observed candidates are made of: the overall level is feature 0, then come levels and pairs of levels group by
/// group, then shared luck. Only features that were observed get a number; of the others the prior is known. The levels of the
/// largest categorical factor get none either: they are eliminated from the equations. Immutable by convention.
final class Features {

    static final int MOST = 120;
    /// In place of a group: the overall level, and shared luck.
    static final int OVERALL = -1;
    static final int LUCK = -2;

    final Luck luck;
    /// The eliminated group, or -1.
    final int block;
    /// Group → atom → feature, or -1.
    final int[][] feature;
    /// Feature → group, [#OVERALL] or [#LUCK].
    final int[] group;
    /// Factor of the luck, in its order → level → feature, or -1.
    final int[][] luckFeature;
    private final Design design;
    private final int[][] levels;
    private final double[] luckScale;

    /// @param levels levels of each observed candidate
    Features(Design design, int[][] levels, Luck luck) {
        this.design = design;
        this.levels = levels;
        this.luck = luck;
        this.feature = new int[design.groups().size()][];
        int[] seen = countFeatures();
        this.block = largestBlock(seen);
        int[] numbered = number(seen);
        this.luckFeature = new int[luck.factors().size()][];
        this.group = withLuck(numbered);
        this.luckScale = deviations(numbered.length);
    }

    /// How many have a number.
    int size() {
        return group.length;
    }

    /// Eliminated levels, observed or not.
    int blocks() {
        return block < 0 ? 0 : feature[block].length;
    }

    /// Most features of one candidate.
    int width() {
        return design.width() + 1 + luckFeature.length;
    }

    /// Prior deviation of a luck.
    double luckScale(int id) {
        return luckScale[id - (group.length - luckScale.length)];
    }

    private int[] countFeatures() {
        int[] seen = new int[feature.length];
        for (int g = 0; g < feature.length; g++) {
            feature[g] = new int[design.groups().get(g).atoms()];
            Arrays.fill(feature[g], -1);
        }
        Design.Row row = new Design.Row(design);
        for (int[] own : levels) {
            design.row(own, row);
            for (int i = 0; i < row.size; i++) {
                if (feature[row.group[i]][row.atom[i]] < 0) {
                    feature[row.group[i]][row.atom[i]] = 0;
                    seen[row.group[i]]++;
                }
            }
        }
        return seen;
    }

    private int largestBlock(int[] seen) {
        int largest = -1;
        for (int f = 0; f < design.factors().size(); f++) {
            if (!design.factors().get(f).isNumeric() && (largest < 0 || seen[f] > seen[largest])) {
                largest = f;
            }
        }
        return largest;
    }

    /// Numbers the observed features; whole groups of pairs stay out once there would be too many.
    private int[] number(int[] seen) {
        int[] owner = new int[1 + Arrays.stream(seen).sum()];
        owner[0] = OVERALL;
        int next = 1;
        for (int g = 0; g < feature.length; g++) {
            if (g == block) {
                Arrays.fill(feature[g], -1);
                continue;
            }
            boolean fits = g < design.factors().size() || next + seen[g] <= MOST;
            for (int atom = 0; atom < feature[g].length; atom++) {
                if (feature[g][atom] == 0 && fits) {
                    owner[next] = g;
                    feature[g][atom] = next++;
                } else {
                    feature[g][atom] = -1;
                }
            }
        }
        return Arrays.copyOf(owner, next);
    }

    private int[] withLuck(int[] numbered) {
        int next = numbered.length;
        for (int f = 0; f < luckFeature.length; f++) {
            luckFeature[f] = new int[luck.variances().get(f).size()];
            Arrays.fill(luckFeature[f], -1);
            for (int[] own : levels) {
                int level = own[luck.factors().get(f)];
                if (luckFeature[f][level] < 0 && luck.variances().get(f).get(level) > 0) {
                    luckFeature[f][level] = next++;
                }
            }
        }
        int[] owner = Arrays.copyOf(numbered, next);
        Arrays.fill(owner, numbered.length, next, LUCK);
        return owner;
    }

    private double[] deviations(int first) {
        double[] scale = new double[group.length - first];
        for (int f = 0; f < luckFeature.length; f++) {
            for (int level = 0; level < luckFeature[f].length; level++) {
                if (luckFeature[f][level] >= 0) {
                    scale[luckFeature[f][level] - first] = Math.sqrt(luck.variances().get(f).get(level));
                }
            }
        }
        return scale;
    }
}
