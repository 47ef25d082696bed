package dev.promptlooper.standalone.bench.search;

import dev.promptlooper.producer.space.Seeded;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// Recorded results: candidates × cases, one or more repeats per cell. Immutable by convention; shared by threads.
///
/// @param name       unique name
/// @param family     sets of one family are averaged into one line of the table (the exams of one table, say)
/// @param candidates rows
/// @param cases      columns
/// @param scores     `[candidate][case][repeat]`; NaN where nothing was recorded
@SuppressWarnings("ArrayRecordComponent") // a table of numbers, never compared
record RecordedSet(String name, String family, List<Row> candidates, List<String> cases, float[][][] scores) {

    private static final double POINTS = 100;

    RecordedSet {
        candidates = List.copyOf(candidates);
        cases = List.copyOf(cases);
        if (candidates.isEmpty() || cases.isEmpty() || scores.length != candidates.size()) {
            throw new IllegalArgumentException("set '" + name + "' has " + candidates.size() + " candidates, "
                    + cases.size() + " cases and scores of " + scores.length + " candidates; a table is needed");
        }
    }

    /// One candidate.
    ///
    /// @param params     parameter name → value
    /// @param usdPerCall what one call of it costs, 0 where that is not known
    record Row(String model, String prompt, Map<String, Object> params, double usdPerCall) {}

    /// Calls of the full grid.
    long calls() {
        return (long) candidates.size() * cases.size();
    }

    /// Dollars of one pass over the full grid.
    double usd() {
        return cases.size() * candidates.stream().mapToDouble(Row::usdPerCall).sum();
    }

    /// What a sweep with one repeat would find: one of the recorded repeats of each cell, drawn by the seed.
    Draw draw(long seed) {
        Seeded random = new Seeded(seed);
        float[][] seen = new float[candidates.size()][cases.size()];
        double[] means = new double[candidates.size()];
        double[] truth = new double[candidates.size()];
        for (int row = 0; row < seen.length; row++) {
            Mean drawn = new Mean();
            Mean all = new Mean();
            for (int column = 0; column < seen[row].length; column++) {
                float[] repeats = scores[row][column];
                seen[row][column] = repeats.length == 1 ? repeats[0] : repeats[(int) random.below(repeats.length)];
                drawn.add(seen[row][column]);
                for (float score : repeats) {
                    all.add(score);
                }
            }
            means[row] = drawn.value();
            truth[row] = all.value();
        }
        return new Draw(seen, means, truth);
    }

    /// One outcome of every cell.
    ///
    /// @param seen  `[candidate][case]`, what the sweep can find
    /// @param means means of `seen`: what the full grid would report
    /// @param truth means over all repeats: what the candidates are worth; equal to `means` where there is one repeat
    @SuppressWarnings("ArrayRecordComponent") // as above
    record Draw(float[][] seen, double[] means, double[] truth) {

        /// Points (hundredths) that a candidate is worse than the best; 100 where it has no result at all.
        double regret(int row) {
            return regret(truth, row);
        }

        /// As [#regret], against what the full grid reports.
        double regretOnGrid(int row) {
            return regret(means, row);
        }

        private static double regret(double[] values, int row) {
            double best = Double.NEGATIVE_INFINITY;
            for (double value : values) {
                best = value > best ? value : best; // NaN is never best
            }
            return Double.isNaN(values[row]) ? POINTS : POINTS * (best - values[row]);
        }
    }

    /// A running mean that leaves missing values out. Not thread-safe.
    static final class Mean {
        private double sum;
        private long count;

        void add(double value) {
            if (!Double.isNaN(value)) {
                sum += value;
                count++;
            }
        }

        long count() {
            return count;
        }

        double value() {
            return count == 0 ? Double.NaN : sum / count;
        }
    }

    /// The same candidates over some of the cases.
    ///
    /// @param columns positions of the cases
    RecordedSet part(String partName, String partFamily, int[] columns) {
        float[][][] part = new float[candidates.size()][columns.length][];
        for (int row = 0; row < part.length; row++) {
            for (int column = 0; column < columns.length; column++) {
                part[row][column] = scores[row][columns[column]];
            }
        }
        List<String> names = java.util.Arrays.stream(columns).mapToObj(cases::get).toList();
        return new RecordedSet(partName, partFamily, candidates, names, part);
    }

    /// Whether a name from the command line means this set: its name, its family, or the folder that it came from.
    boolean isNamed(@Nullable String wanted) {
        return wanted == null || name.equals(wanted) || family.equals(wanted) || name.startsWith(wanted + "/")
                || name.startsWith(wanted + " ");
    }
}
