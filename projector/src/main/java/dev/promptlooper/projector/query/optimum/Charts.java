package dev.promptlooper.projector.query.optimum;

import dev.promptlooper.projector.query.Results;
import dev.promptlooper.projector.query.SweepShape;

import org.springframework.jdbc.core.RowMapper;

import java.util.Arrays;
import java.util.List;

/// Points of the quality × cost chart, and a density where not all can be drawn.
final class Charts {

    /// Best candidates that are always drawn.
    static final int TOP = 200;

    private static final int COLUMNS = 40;
    private static final int ROWS = 30;

    private static final String PLACE = "row_number() OVER (ORDER BY feasible DESC, sort_key DESC NULLS LAST, candidate_index) AS place";
    // Every scored candidate can be drawn: the index alone tells who is, and only those are read (4,000 pages instead of 100,000
    // for 100,000 candidates).
    private static final String PLACED = """
            SELECT c.candidate_index, score, cost_usd, latency_ms, pareto, feasible, n FROM (
                SELECT candidate_index, place FROM (
                    SELECT candidate_index, {place} FROM results.candidate WHERE sweep_id = ? AND sort_key IS NOT NULL) r
                WHERE place <= ? OR place % ? = 0 OR candidate_index IN (
                    SELECT candidate_index FROM results.candidate WHERE sweep_id = ? AND pareto) OFFSET 0) q
            JOIN results.candidate c ON c.sweep_id = ? AND c.candidate_index = q.candidate_index
            ORDER BY NOT pareto, place LIMIT ?"""
            .replace("{place}", PLACE);
    private static final String DRAWABLE = """
            SELECT candidate_index, score, cost_usd, latency_ms, pareto, feasible, n FROM (
                SELECT candidate_index, score, cost_usd, latency_ms, pareto, feasible, n, {place}
                FROM results.candidate WHERE sweep_id = ? AND score IS NOT NULL
                    AND (cost_usd IS NOT NULL OR latency_ms IS NOT NULL)) q
            WHERE place <= ? OR pareto OR place % ? = 0 ORDER BY NOT pareto, place LIMIT ?""".replace("{place}", PLACE);
    private static final RowMapper<Optimum.Point> POINT = (row, number) -> new Optimum.Point(row.getLong(1),
            row.getDouble(2), Results.doubleOrNull(row, "cost_usd"), Results.doubleOrNull(row, "latency_ms"),
            row.getBoolean("pareto"), row.getBoolean("feasible"), row.getLong("n"));

    private final Results results;

    Charts(Results results) {
        this.results = results;
    }

    /// What there is to draw.
    ///
    /// @param total  candidates with a score and a price or a latency
    /// @param scored candidates with a score
    record Range(long total, long scored, double costLow, double costHigh, double scoreLow, double scoreHigh) {}

    Optimum.Scatter scatter(SweepShape shape, Range range, int points) {
        long rest = Math.max(1, points - TOP);
        long stride = Math.max(1, (range.total() + rest - 1) / rest);
        List<Optimum.Point> drawn = points == 0
                ? List.of()
                : range.total() == range.scored()
                        ? results.list(PLACED, List.of(shape.sweepId(), Math.min(TOP, points), stride, shape.sweepId(),
                                shape.sweepId(), points), POINT)
                        : results.list(DRAWABLE,
                                List.of(shape.sweepId(), Math.min(TOP, points), stride, points), POINT);
        return new Optimum.Scatter(range.total(), drawn.size(), drawn,
                drawn.size() < range.total() && range.costHigh() > range.costLow()
                        && range.scoreHigh() > range.scoreLow()
                                ? density(shape, range)
                                : null);
    }

    private Optimum.Density density(SweepShape shape, Range range) {
        Long[] counts = new Long[COLUMNS * ROWS];
        Arrays.fill(counts, 0L);
        // The upper ends belong to the last boxes.
        results.list(
                """
                        SELECT least(width_bucket(cost_usd, ?::float8, ?::float8, %1$d), %1$d) AS x,
                            least(width_bucket(score, ?::float8, ?::float8, %2$d), %2$d) AS y, count(*)
                        FROM results.candidate WHERE sweep_id = ? AND score IS NOT NULL AND cost_usd IS NOT NULL GROUP BY x, y"""
                        .formatted(COLUMNS, ROWS),
                List.of(range.costLow(), range.costHigh(), range.scoreLow(), range.scoreHigh(), shape.sweepId()),
                (row, number) -> {
                    long n = row.getLong(3);
                    counts[(row.getInt(2) - 1) * COLUMNS + row.getInt(1) - 1] = n;
                    return n;
                });
        return new Optimum.Density(range.costLow(), range.costHigh(), range.scoreLow(), range.scoreHigh(), COLUMNS,
                ROWS,
                List.of(counts));
    }
}
