package dev.promptlooper.producer.strategy.guided.model;

/// The alternating least squares behind [CaseEffects]: candidates, cases, and cases for each level in turn take what is theirs out
/// of what is left of the results. Used once; not thread-safe.
final class Separation {

    private static final int ROUNDS = 4;
    private static final double DIFFICULTY = 0.08;
    private static final double FIRST_NOISE = 0.1;
    private static final double MIN_NOISE = 0.005;
    private static final double FREEDOM = 0.25;

    final double[] mean;
    final int[] rowCount;
    final Disagreement[] groupings;
    /// Variance of results around the mean of their candidate.
    final double variance;
    /// Variance of what is left in the end.
    final double noise;
    private final Residuals residuals;
    private final double[] difficulty;
    private final int[] seen;
    // Sums of the pass under way.
    private double squares;

    /// @param kept scores whose rests are kept in the heap, at most
    Separation(Rows rows, int[] walk, int cases, double scale, int[][] grouping, int[] levels, long kept) {
        this.residuals = new Residuals(rows, walk, scale, kept);
        this.rowCount = residuals.counts();
        this.difficulty = new double[cases];
        this.seen = new int[cases];
        this.groupings = new Disagreement[grouping.length];
        for (int g = 0; g < grouping.length; g++) {
            groupings[g] = new Disagreement(grouping[g], levels[g], cases);
        }
        double[] first = means();
        this.mean = first.clone();
        residuals.takeRows(first);
        this.variance = around();
        this.noise = separate();
    }

    /// Means of what is left; NaN without any. Counts who met which case on the way.
    private double[] means() {
        double[] means = new double[rowCount.length];
        residuals.each((row, from, to, caseAt, rest) -> {
            double sum = 0;
            for (int k = from; k < to; k++) {
                sum += rest[k];
                count(row, caseAt[k]);
            }
            means[row] = rowCount[row] == 0 ? Double.NaN : sum / rowCount[row];
        });
        return means;
    }

    private void count(int row, int ofCase) {
        seen[ofCase]++;
        for (Disagreement grouping : groupings) {
            grouping.count(row, ofCase);
        }
    }

    private double around() {
        int freedom = 0;
        for (int count : rowCount) {
            freedom += Math.max(0, count - 1);
        }
        squares = 0;
        residuals.each((row, from, to, _, rest) -> {
            if (rowCount[row] > 1) {
                add(rest, from, to);
            }
        });
        return freedom == 0 ? 0 : squares / freedom;
    }

    private void add(double[] rest, int from, int to) {
        double sum = squares;
        for (int k = from; k < to; k++) {
            sum += rest[k] * rest[k];
        }
        squares = sum;
    }

    private double separate() {
        double left = FIRST_NOISE;
        for (int round = 0; round < ROUNDS; round++) {
            cases(left);
            for (Disagreement grouping : groupings) {
                grouping.update(residuals, left);
            }
            candidates();
            left = Math.max(MIN_NOISE, residual(left));
        }
        return left;
    }

    /// Moves what candidates have in common on a case into its difficulty.
    private void cases(double left) {
        double[] sum = new double[difficulty.length];
        residuals.each((_, from, to, caseAt, rest) -> {
            for (int k = from; k < to; k++) {
                sum[caseAt[k]] += rest[k] + difficulty[caseAt[k]];
            }
        });
        for (int i = 0; i < sum.length; i++) {
            double changed = sum[i] / (seen[i] + left / DIFFICULTY);
            sum[i] = changed - difficulty[i];
            difficulty[i] = changed;
        }
        residuals.take((_, from, to, caseAt, rest) -> {
            for (int k = from; k < to; k++) {
                rest[k] -= sum[caseAt[k]];
            }
        });
    }

    private void candidates() {
        double[] changed = new double[rowCount.length];
        residuals.each((row, from, to, _, rest) -> {
            double sum = 0;
            for (int k = from; k < to; k++) {
                sum += rest[k];
            }
            double change = rowCount[row] == 0 ? 0 : sum / rowCount[row];
            mean[row] += change;
            changed[row] = change;
        });
        residuals.takeRows(changed);
    }

    /// Variance of what is left; what was fitted is not left to show as noise.
    private double residual(double left) {
        squares = 0;
        residuals.each((_, from, to, _, rest) -> add(rest, from, to));
        double fitted = 0;
        for (int count : rowCount) {
            fitted += count > 0 ? 1 : 0;
        }
        for (int count : seen) {
            fitted += count / (count + left / DIFFICULTY);
        }
        for (Disagreement grouping : groupings) {
            fitted += grouping.fitted(left);
        }
        long total = residuals.total();
        return total == 0 ? MIN_NOISE : squares / Math.max(total - fitted, FREEDOM * total);
    }
}
