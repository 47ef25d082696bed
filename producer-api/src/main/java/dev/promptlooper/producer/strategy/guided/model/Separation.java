package dev.promptlooper.producer.strategy.guided.model;

import java.util.List;

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
    private final int rows;
    // The results, row by row: case, and what no effect explains.
    private final int[] first;
    private final int[] caseAt;
    private final double[] rest;
    private final double[] difficulty;
    private final int[] seen;

    Separation(List<float[]> cells, int[] length, int[] walk, int cases, double scale, int[][] grouping,
            int[] levels) {
        this.rows = cells.size();
        this.rowCount = new int[rows];
        this.mean = new double[rows];
        this.first = new int[rows + 1];
        for (int row = 0; row < rows; row++) {
            for (int at = 0; at < length[row]; at++) {
                rowCount[row] += cells.get(row)[at] > Float.NEGATIVE_INFINITY ? 1 : 0;
            }
            first[row + 1] = first[row] + rowCount[row];
        }
        this.caseAt = new int[first[rows]];
        this.rest = new double[first[rows]];
        this.difficulty = new double[cases];
        this.seen = new int[cases];
        this.groupings = new Disagreement[grouping.length];
        for (int g = 0; g < grouping.length; g++) {
            groupings[g] = new Disagreement(grouping[g], levels[g], cases);
        }
        for (int row = 0, next = 0; row < rows; row++) {
            double sum = 0;
            for (int at = 0; at < length[row]; at++) {
                float value = cells.get(row)[at];
                if (value > Float.NEGATIVE_INFINITY) {
                    caseAt[next] = walk[at];
                    rest[next] = value * scale;
                    sum += rest[next];
                    count(row, walk[at]);
                    next++;
                }
            }
            mean[row] = rowCount[row] == 0 ? Double.NaN : sum / rowCount[row];
            for (int k = first[row]; k < first[row + 1]; k++) {
                rest[k] -= mean[row];
            }
        }
        this.variance = around();
        this.noise = separate();
    }

    private void count(int row, int ofCase) {
        seen[ofCase]++;
        for (Disagreement grouping : groupings) {
            grouping.count(row, ofCase);
        }
    }

    private double around() {
        double squares = 0;
        int freedom = 0;
        for (int row = 0; row < rows; row++) {
            if (rowCount[row] > 1) {
                freedom += rowCount[row] - 1;
                for (int k = first[row]; k < first[row + 1]; k++) {
                    squares += rest[k] * rest[k];
                }
            }
        }
        return freedom == 0 ? 0 : squares / freedom;
    }

    private double separate() {
        double left = FIRST_NOISE;
        for (int round = 0; round < ROUNDS; round++) {
            cases(left);
            for (Disagreement grouping : groupings) {
                grouping.update(first, caseAt, rest, left);
            }
            candidates();
            left = Math.max(MIN_NOISE, residual(left));
        }
        return left;
    }

    /// Moves what candidates have in common on a case into its difficulty.
    private void cases(double left) {
        double[] sum = new double[difficulty.length];
        for (int k = 0; k < rest.length; k++) {
            sum[caseAt[k]] += rest[k] + difficulty[caseAt[k]];
        }
        for (int i = 0; i < sum.length; i++) {
            double changed = sum[i] / (seen[i] + left / DIFFICULTY);
            sum[i] = changed - difficulty[i];
            difficulty[i] = changed;
        }
        for (int k = 0; k < rest.length; k++) {
            rest[k] -= sum[caseAt[k]];
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
    private double residual(double left) {
        double squares = 0;
        for (double value : rest) {
            squares += value * value;
        }
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
        return rest.length == 0 ? MIN_NOISE : squares / Math.max(rest.length - fitted, FREEDOM * rest.length);
    }
}
