package dev.promptlooper.projector.query.matrix;

import dev.promptlooper.projector.query.CandidateBrief;
import dev.promptlooper.projector.query.MetricSql;
import dev.promptlooper.projector.query.Problem;
import dev.promptlooper.projector.query.Results;
import dev.promptlooper.projector.query.SweepShape;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// Reads windows of a matrix. In the order of cases a window touches its own cells only; other orders and filters aggregate the chosen
/// columns over all cases first.
final class MatrixQueries {

    /// Orders of rows; a leading `-` turns one around.
    enum Sort {
        CASE("case_index"), SPREAD("spread"), MEAN("mean"), FAILED("failed");

        private final String column;

        Sort(String column) {
            this.column = column;
        }
    }

    /// Which rows are shown.
    enum Only { DIFF }

    /// @param metric       null for the objective
    /// @param candidates   columns; empty for those of a window over the ranking
    /// @param columnOffset columns of the ranking to skip
    /// @param columnLimit  most columns
    /// @param caseId       only this case
    record Request(@Nullable String metric, List<Long> candidates, long columnOffset, int columnLimit,
            @Nullable Only only, @Nullable String caseId, Sort sort, boolean descending, long offset, int limit) {

        boolean isPlain() {
            return sort == Sort.CASE && !descending && only == null && caseId == null;
        }

        Request rows(long from, int count) {
            return new Request(metric, candidates, columnOffset, columnLimit, only, caseId, sort, descending, from,
                    count);
        }
    }

    private static final String CELLS = """
            SELECT r.case_index, r.candidate_index, count(*) AS runs, count(*) FILTER (WHERE r.status = 'FAILED') AS failed,
                count(r.v) AS scored, avg(r.v) AS mean, count(*) FILTER (WHERE r.pass) AS passed, count(r.pass) AS judged,
                min(r.repeat) AS repeat, min(r.case_id) AS case_id, coalesce(bool_and(r.v IN (0, 1)), true) AS is_binary
            FROM (SELECT r.*, {value} AS v, {pass} AS pass FROM results.run r WHERE r.sweep_id = ?
                AND r.candidate_index = ANY (?::bigint[]) AND {rows}) r
            GROUP BY r.case_index, r.candidate_index""";

    private final Results results;

    MatrixQueries(Results results) {
        this.results = results;
    }

    /// @throws Problem 400 when the sweep has no such metric or a candidate is not there, 404, 503
    Matrix window(String sweepId, Request request) {
        SweepShape shape = SweepShape.read(results, sweepId);
        return window(shape, request, columns(shape, request));
    }

    private Matrix window(SweepShape shape, Request request, List<CandidateBrief> columns) {
        String metric = request.metric() == null ? shape.metric() : request.metric();
        String value = shape.sql("metric", metric);
        String pass = MetricSql.pass(shape.known(), metric).orElse("NULL::boolean");
        List<Long> indexes = columns.stream().map(CandidateBrief::candidateIndex).toList();
        List<Long> cases;
        long total;
        if (request.isPlain()) {
            total = shape.known().dataset().size();
            cases = LongStream
                    .range(Math.min(request.offset(), total), Math.min(total, request.offset() + request.limit()))
                    .boxed()
                    .toList();
        } else {
            Chosen chosen = choose(shape, request, value, pass, indexes);
            total = chosen.total();
            cases = chosen.cases();
        }
        Map<Long, Map<Long, Matrix.Placed>> placed = new HashMap<>();
        if (!cases.isEmpty()) {
            results.list(cells(value, pass, "r.case_index = ANY (?::bigint[])"),
                    List.of(shape.sweepId(), indexes.toArray(Long[]::new), cases.toArray(Long[]::new)),
                    (row, number) -> {
                        long candidate = row.getLong("candidate_index");
                        long caseIndex = row.getLong("case_index");
                        Matrix.Cell cell = new Matrix.Cell(row.getLong("runs"), row.getLong("failed"),
                                row.getLong("scored"), Results.doubleOrNull(row, "mean"),
                                row.getLong("judged") == 0 ? null : (Long) row.getLong("passed"),
                                shape.sweepId() + "." + candidate + "." + caseIndex + "." + row.getInt("repeat"));
                        return placed.computeIfAbsent(caseIndex, index -> new HashMap<>())
                                .put(candidate, new Matrix.Placed(caseIndex, candidate, row.getString("case_id"),
                                        row.getBoolean("is_binary"), cell));
                    });
        }
        boolean binary = placed.values().stream().flatMap(row -> row.values().stream()).allMatch(Matrix.Placed::binary);
        return new Matrix(metric, binary, shape.known().repeats(), columns,
                cases.stream()
                        .map(index -> Matrix.Row.of(index, indexes, placed.getOrDefault(index, Map.of())))
                        .toList(),
                shape.candidates(), total, shape.asOf());
    }

    private static String cells(String value, String pass, String rows) {
        return CELLS.replace("{value}", value).replace("{pass}", pass).replace("{rows}", rows);
    }

    private record Chosen(List<Long> cases, long total) {}

    private Chosen choose(SweepShape shape, Request request, String value, String pass, List<Long> indexes) {
        List<@Nullable Object> parameters = new ArrayList<>();
        parameters.add(shape.sweepId());
        parameters.add(indexes.toArray(Long[]::new));
        if (request.caseId() != null) {
            parameters.add(request.caseId());
        }
        parameters.add(request.limit());
        parameters.add(request.offset());
        // Values that differ by rounding only are the same.
        String having = request.only() == null
                ? ""
                : " HAVING max(mean) - min(mean) > 1e-9 OR (bool_or(failed > 0) AND NOT bool_and(failed > 0))";
        String sql = "SELECT case_index, count(*) OVER () AS total FROM (SELECT case_index, max(mean) - min(mean) AS spread,"
                + " avg(mean) AS mean, sum(failed) AS failed FROM ("
                + cells(value, pass, request.caseId() == null ? "TRUE" : "r.case_id = ?")
                + ") c GROUP BY case_index"
                + having + ") q ORDER BY " + request.sort().column + (request.descending() ? " DESC" : "")
                + " NULLS LAST, case_index LIMIT ? OFFSET ?";
        long[] total = {0};
        List<Long> cases = results.list(sql, parameters, (row, number) -> {
            total[0] = row.getLong("total");
            return row.getLong("case_index");
        });
        return new Chosen(cases, total[0]);
    }

    /// The columns of a request.
    List<CandidateBrief> columns(SweepShape shape, Request request) {
        if (request.candidates().isEmpty()) {
            return results.list(
                    """
                            SELECT c.*, ? + row_number() OVER (ORDER BY feasible DESC, sort_key DESC NULLS LAST, candidate_index) AS rank
                            FROM (SELECT * FROM results.candidate WHERE sweep_id = ?
                                ORDER BY feasible DESC, sort_key DESC NULLS LAST, candidate_index LIMIT ? OFFSET ?) c
                            ORDER BY rank""",
                    List.of(request.columnOffset(), shape.sweepId(), request.columnLimit(), request.columnOffset()),
                    CandidateBrief.MAPPER);
        }
        Map<Long, CandidateBrief> found = new HashMap<>();
        results.list(
                "SELECT c.*, NULL::bigint AS rank FROM results.candidate c WHERE sweep_id = ? AND candidate_index = ANY (?::bigint[])",
                List.of(shape.sweepId(), request.candidates().toArray(Long[]::new)), CandidateBrief.MAPPER)
                .forEach(brief -> found.put(brief.candidateIndex(), brief));
        return request.candidates().stream().map(index -> {
            CandidateBrief brief = found.get(index);
            if (brief == null) {
                throw Problem.badParameter("candidates", String.valueOf(index),
                        "sweep '" + shape.sweepId() + "' has no candidate " + index + " with results");
            }
            return brief;
        }).toList();
    }
}
