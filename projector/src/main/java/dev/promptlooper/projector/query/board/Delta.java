package dev.promptlooper.projector.query.board;

import dev.promptlooper.contracts.statistics.StudentT;
import dev.promptlooper.projector.query.Results;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Paired difference of a candidate to the baseline over the cases that both have, with Student's t interval. In a list; the
/// comparison of a few candidates is more careful with few pairs.
///
/// @param n          common cases
/// @param difference candidate − baseline; absent without common cases
/// @param low        lower end of the 95 % interval; absent when the spread of the differences says nothing yet
/// @param high       upper end
/// @param wins       cases in which the candidate is better
/// @param ties       cases without a difference
/// @param losses     cases in which it is worse
record Delta(long n, @Nullable Double difference, @Nullable Double low, @Nullable Double high, long wins, long ties,
        long losses) {

    static final Delta NONE = new Delta(0, null, null, null, 0, 0, 0);

    private static final String SQL = """
            WITH base AS (SELECT case_index, avg(v) AS m FROM (SELECT r.case_index, {value} AS v FROM results.run r
                    WHERE r.sweep_id = ? AND r.candidate_index = ?) x WHERE v IS NOT NULL GROUP BY case_index),
                mine AS (SELECT candidate_index, case_index, avg(v) AS m FROM (SELECT r.candidate_index, r.case_index, {value} AS v
                    FROM results.run r WHERE r.sweep_id = ? AND r.candidate_index = ANY (?::bigint[])) x
                    WHERE v IS NOT NULL GROUP BY candidate_index, case_index)
            SELECT candidate_index, count(*) AS n, avg(d) AS mean, stddev_samp(d) AS deviation,
                count(*) FILTER (WHERE d > 0) AS larger, count(*) FILTER (WHERE d < 0) AS smaller
            FROM (SELECT mine.candidate_index, mine.m - base.m AS d FROM mine JOIN base USING (case_index)) q
            GROUP BY candidate_index""";

    /// @param expression the objective over a run `r`
    static Map<Long, Delta> read(Results results, String sweepId, String expression, boolean maximize, long baseline,
            List<Long> candidates) {
        Map<Long, Delta> deltas = new HashMap<>();
        results.list(SQL.replace("{value}", expression),
                List.of(sweepId, baseline, sweepId, candidates.toArray(Long[]::new)),
                (row, number) -> {
                    long n = row.getLong("n");
                    double mean = row.getDouble("mean");
                    Double deviation = Results.doubleOrNull(row, "deviation");
                    // Equal differences of a few cases would give an interval without width.
                    boolean spread = deviation != null && deviation > 0;
                    double half = spread && deviation != null
                            ? StudentT.quantile975(n - 1) * deviation / Math.sqrt((double) n)
                            : 0;
                    long larger = row.getLong("larger");
                    long smaller = row.getLong("smaller");
                    return deltas.put(row.getLong("candidate_index"), new Delta(n, mean, spread ? mean - half : null,
                            spread ? mean + half : null, maximize ? larger : smaller, n - larger - smaller,
                            maximize ? smaller : larger));
                });
        candidates.forEach(candidate -> deltas.putIfAbsent(candidate, NONE));
        return deltas;
    }
}
