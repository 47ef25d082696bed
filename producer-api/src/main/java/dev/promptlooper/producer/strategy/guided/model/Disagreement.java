package dev.promptlooper.producer.strategy.guided.model;

import java.util.Arrays;

/// How difficult each case is for each level of one grouping (each model, each prompt), beyond how difficult it is for everybody.
/// How much levels disagree about cases is estimated from how alike the residuals of candidates are that share one. Not
/// thread-safe.
final class Disagreement {

    private static final double FIRST_GUESS = 0.02;
    // Scores about 1 wide cannot vary by more than 0.25; some of that is noise.
    private static final double MOST = 0.15;
    private static final int FEWEST_PAIRS = 20;
    private static final double LEAST_FREEDOM = 0.2;
    private static final long MAX_CELLS = 4_000_000;

    private final int[] levelOf;
    private final int cases;
    private final double[][] own;
    private final int[][] seen;
    private double variance;
    // Sum of the pass under way.
    private double squares;

    /// @param levelOf level of each candidate
    /// @param levels  how many there are
    Disagreement(int[] levelOf, int levels, int cases) {
        boolean fits = (long) levels * cases <= MAX_CELLS;
        this.levelOf = levelOf;
        this.cases = fits ? cases : 0;
        this.own = new double[levels][this.cases];
        this.seen = new int[levels][this.cases];
        this.variance = fits ? FIRST_GUESS : 0;
    }

    /// Variance of one case's difficulty for a level.
    double variance() {
        return variance;
    }

    private boolean isModelled() {
        return cases > 0;
    }

    void count(int row, int ofCase) {
        if (isModelled()) {
            seen[levelOf[row]][ofCase]++;
        }
    }

    /// Distinct cases that the candidates of each level have met.
    int[] met() {
        int[] met = new int[seen.length];
        for (int level = 0; level < met.length; level++) {
            met[level] = (int) Arrays.stream(seen[level]).filter(count -> count > 0).count();
        }
        return met;
    }

    /// Moves what candidates of a level have in common on a case out of what is left, and first estimates how much that is in
    /// general.
    ///
    /// @param residuals what no effect explains, changed
    void update(Residuals residuals, double noise) {
        if (!isModelled()) {
            return;
        }
        double[][] sum = new double[own.length][cases];
        squares = 0;
        residuals.each((row, from, to, caseAt, rest) -> {
            double[] ofLevel = sum[levelOf[row]];
            double[] known = own[levelOf[row]];
            double together = squares;
            for (int k = from; k < to; k++) {
                double value = rest[k] + known[caseAt[k]];
                ofLevel[caseAt[k]] += value;
                together += value * value;
            }
            squares = together;
        });
        estimate(sum);
        for (int level = 0; level < sum.length; level++) {
            for (int i = 0; i < cases; i++) {
                double changed = variance <= 0 ? 0 : sum[level][i] / (seen[level][i] + noise / variance);
                sum[level][i] = changed - own[level][i];
                own[level][i] = changed;
            }
        }
        residuals.take((row, from, to, caseAt, rest) -> {
            double[] change = sum[levelOf[row]];
            for (int k = from; k < to; k++) {
                rest[k] -= change[caseAt[k]];
            }
        });
    }

    /// Mean product of the residuals of two candidates of a level on a case. Those are what is left after the mean of every
    /// candidate and of every case was taken away, and some of the disagreement with it: all of it if there were a single case or a
    /// single level. Without making up for that, the first few cases look as if models hardly disagreed, and a model that fails
    /// them is given up too early.
    private void estimate(double[][] sum) {
        int[] met = met();
        int[] levelsAt = new int[cases];
        for (int[] counts : seen) {
            for (int i = 0; i < cases; i++) {
                levelsAt[i] += counts[i] > 0 ? 1 : 0;
            }
        }
        double products = -squares;
        double pairs = 0;
        for (int level = 0; level < sum.length; level++) {
            for (int i = 0; i < cases; i++) {
                double count = seen[level][i];
                products += sum[level][i] * sum[level][i];
                if (count > 1) {
                    pairs += count * (count - 1) * left(met[level]) * left(levelsAt[i]);
                }
            }
        }
        if (pairs >= FEWEST_PAIRS) {
            variance = Math.clamp(products / pairs, 0, MOST);
        }
    }

    /// Share of a variance that is left when the mean of so many was taken away.
    private static double left(int count) {
        return Math.max(LEAST_FREEDOM, 1 - 1.0 / count);
    }

    /// How many numbers the effects take from what is left to show as noise.
    double fitted(double noise) {
        double fitted = 0;
        for (int[] level : seen) {
            for (int count : level) {
                fitted += variance <= 0 ? 0 : count / (count + noise / variance);
            }
        }
        return fitted;
    }
}
