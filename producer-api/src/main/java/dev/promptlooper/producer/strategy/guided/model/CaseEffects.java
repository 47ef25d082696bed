package dev.promptlooper.producer.strategy.guided.model;

import java.util.Arrays;

/// Separates how good candidates are from the cases that they happened to meet:
/// `score[a, i] = value[a] + difficulty[i] + difficulty of i for a's model + … for a's prompt + noise`, all difficulties shrunken
/// towards 0, by alternating least squares. How much models (prompts …) disagree about cases is estimated from how alike the
/// residuals of candidates are that share one. Takes time linear in the number of results. Immutable.
public final class CaseEffects {

    /// A position whose result is not there (yet).
    public static final float PENDING = Float.NaN;
    /// A position that ended without a score.
    public static final float NONE = Float.NEGATIVE_INFINITY;

    private final double[] means;
    private final int[] counts;
    private final double variance;
    private final double noise;
    private final double[] shared;
    private final int[][] met;

    private CaseEffects(Separation separation) {
        this.means = separation.mean;
        this.counts = separation.rowCount;
        this.variance = separation.variance;
        this.noise = separation.noise;
        this.shared = Arrays.stream(separation.groupings).mapToDouble(Disagreement::variance).toArray();
        this.met = Arrays.stream(separation.groupings).map(Disagreement::met).toArray(int[][]::new);
    }

    /// Mean of each candidate with the difficulty of its cases removed, on the model's scale; NaN without a score.
    public double mean(int row) {
        return means[row];
    }

    /// Scores of a candidate.
    public int count(int row) {
        return counts[row];
    }

    /// Variance of one result around the mean of its candidate, on the model's scale.
    public double variance() {
        return variance;
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

    /// @param rows     scores of each candidate
    /// @param walk     position → case
    /// @param cases    number of cases
    /// @param scale    scores are multiplied by this
    /// @param grouping per grouping: level of each candidate
    /// @param levels   per grouping: number of levels
    /// @param kept     so many scores are worked on in the heap at most, more of them are read again for each pass; what comes out
    ///                 does not depend on it
    public static CaseEffects of(Rows rows, int[] walk, int cases, double scale, int[][] grouping, int[] levels,
            long kept) {
        return new CaseEffects(new Separation(rows, walk, cases, scale, grouping, levels, kept));
    }
}
