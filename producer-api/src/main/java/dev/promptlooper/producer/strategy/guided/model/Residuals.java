package dev.promptlooper.producer.strategy.guided.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What no effect explains of each score, candidate by candidate, in the order of the walk. Up to a number of scores it is kept;
/// of more it is worked out anew for each pass, from the rows and everything that was taken out of them so far: the very same
/// operations on each score, so that both ways come to the same numbers. Not thread-safe.
final class Residuals {

    private final Rows rows;
    private final int[] walk;
    private final double scale;
    private final int[] counts;
    private final long total;
    // Row by row when it is kept, else of one row at a time.
    private final boolean kept;
    private final int[] caseAt;
    private final double[] rest;
    private final List<Change> changes = new ArrayList<>();

    /// Sees the scores of a row: case and rest of each, from `from` up to `to`. What it adds up depends on the order of calls, which
    /// is that of the rows.
    interface Visitor {
        void row(int row, int from, int to, int[] caseAt, double[] rest);
    }

    /// Takes something out of the scores of a row, the same whenever it is asked to.
    interface Change {
        void apply(int row, int from, int to, int[] caseAt, double[] rest);
    }

    /// @param walk  position → case
    /// @param scale scores are multiplied by this
    /// @param most  scores that are kept, at most
    Residuals(Rows rows, int[] walk, double scale, long most) {
        this.rows = rows;
        this.walk = walk;
        this.scale = scale;
        this.counts = new int[rows.size()];
        long all = 0;
        for (int row = 0; row < counts.length; row++) {
            float[] cells = rows.cells(row);
            for (int at = 0; at < rows.length(row); at++) {
                counts[row] += cells[at] > Float.NEGATIVE_INFINITY ? 1 : 0;
            }
            all += counts[row];
        }
        this.total = all;
        this.kept = all <= most;
        int room = kept ? (int) all : Arrays.stream(counts).max().orElse(0);
        this.caseAt = new int[room];
        this.rest = new double[room];
        if (kept) {
            for (int row = 0, next = 0; row < counts.length; row++) {
                next = fill(row, next);
            }
        }
    }

    private int fill(int row, int from) {
        float[] cells = rows.cells(row);
        int length = rows.length(row);
        int next = from;
        for (int at = 0; at < length; at++) {
            if (cells[at] > Float.NEGATIVE_INFINITY) {
                caseAt[next] = walk[at];
                rest[next++] = cells[at] * scale;
            }
        }
        return next;
    }

    /// Scores of each row.
    int[] counts() {
        return counts;
    }

    /// Scores in all.
    long total() {
        return total;
    }

    /// Visits all rows in order.
    void each(Visitor visitor) {
        for (int row = 0, from = 0; row < counts.length; row++) {
            int to = from + counts[row];
            if (kept) {
                visitor.row(row, from, to, caseAt, rest);
                from = to;
            } else {
                fill(row, 0);
                for (Change change : changes) {
                    change.apply(row, 0, to, caseAt, rest);
                }
                visitor.row(row, 0, to, caseAt, rest);
            }
        }
    }

    /// Takes something out for good.
    void take(Change change) {
        if (kept) {
            each(change::apply);
        } else {
            changes.add(change);
        }
    }

    /// Takes a number out of all scores of a row.
    void takeRows(double[] ofRow) {
        take((row, from, to, _, left) -> {
            for (int k = from; k < to; k++) {
                left[k] -= ofRow[row];
            }
        });
    }
}
