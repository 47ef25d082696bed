package dev.promptlooper.projector.query.board;

import dev.promptlooper.projector.query.Results;

import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Running means of the objective, in the order in which results arrived.
final class Sparks {

    static final int POINTS = 24;

    // The newest runs of a candidate may be many; the mean settles early.
    private static final int RUNS_EACH = 2_000;
    private static final String SQL = """
            SELECT candidate_index, array_agg(v ORDER BY scored_at, case_index, repeat) AS vs
            FROM unnest(?::bigint[]) AS k(c), LATERAL (SELECT * FROM (SELECT r.candidate_index, r.scored_at, r.case_index,
                    r.repeat, {value} AS v FROM results.run r WHERE r.sweep_id = ? AND r.candidate_index = k.c) x
                WHERE v IS NOT NULL LIMIT {most}) y
            GROUP BY candidate_index""";

    private Sparks() {}

    static Map<Long, List<Double>> read(Results results, String sweepId, String expression, List<Long> candidates) {
        Map<Long, List<Double>> sparks = new HashMap<>();
        results.list(SQL.replace("{value}", expression).replace("{most}", String.valueOf(RUNS_EACH)),
                List.of(candidates.toArray(Long[]::new), sweepId),
                (row, number) -> sparks.put(row.getLong(1), runningMean(values(row.getArray(2)), POINTS)));
        candidates.forEach(candidate -> sparks.putIfAbsent(candidate, List.of()));
        return sparks;
    }

    private static double[] values(Array array) throws SQLException {
        Double[] boxed = (Double[]) array.getArray();
        double[] values = new double[boxed.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = boxed[i];
        }
        return values;
    }

    /// The mean of the first 1, …, n values at evenly spaced places, the last one among them.
    static List<Double> runningMean(double[] values, int points) {
        List<Double> means = new ArrayList<>();
        int shown = Math.min(points, values.length);
        double sum = 0;
        int next = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i];
            // place of the next point: the k-th of `shown` ends at ⌈k · n / shown⌉
            if ((long) (i + 1) * shown >= (long) (next + 1) * values.length) {
                means.add(sum / (i + 1));
                next++;
            }
        }
        return means;
    }
}
