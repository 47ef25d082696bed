package dev.promptlooper.projector.query;

import dev.promptlooper.projector.query.Results.Where;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

import java.util.ArrayList;
import java.util.List;

/// All candidates of a sweep, ranked: feasible ones first, then by the objective, then by index. The rank of a row is its place
/// in that order whatever the page is sorted by or filtered for.
final class LeaderboardQueries {

    /// Orders; a leading `-` turns one around.
    enum Sort {
        RANK("rank", "bigint"), SCORE("score", "float8"), N("n", "bigint"), RUNS("runs", "bigint"), FAILED("failed",
                "bigint"), HITS("hits", "bigint"), PASS_RATE("pass_rate", "float8"), COST("cost_usd", "float8"), PAID(
                        "paid_usd", "float8"), LATENCY("latency_ms", "float8"), INDEX("candidate_index",
                                "bigint"), METRIC("(stats->'metrics'->?->>'mean')::float8", "float8");

        private final String expression;
        private final String type;

        Sort(String expression, String type) {
            this.expression = expression;
            this.type = type;
        }
    }

    /// @param prompt   name of a prompt, or null
    /// @param model    `endpoint/model`, or null
    /// @param feasible whether the constraints hold, or null
    /// @param pareto   whether it is on the front, or null
    record Filter(@Nullable String prompt, @Nullable String model, @Nullable Boolean feasible,
            @Nullable Boolean pareto) {}

    private static final String RANKED = """
            SELECT c.*, row_number() OVER (ORDER BY feasible DESC, sort_key DESC NULLS LAST, candidate_index) AS rank
            FROM results.candidate c WHERE sweep_id = ?""";
    private static final RowMapper<CandidateRow> MAPPER = (row, number) -> CandidateRow.of(row.getString("stats"),
            row.getLong("rank"), row.getBoolean("pruned"), row.getBoolean("pinned"));

    private final Results results;

    LeaderboardQueries(Results results) {
        this.results = results;
    }

    /// @param metric name of the metric for [Sort#METRIC]
    Page<CandidateRow> page(String sweepId, Filter filter, Sort sort, boolean descending, @Nullable String metric,
            int limit, @Nullable String after) {
        String name = (descending ? "-" : "") + sort + (sort == Sort.METRIC ? ":" + metric : "");
        Keyset order = sort == Sort.RANK
                ? new Keyset(name, null, descending, List.of("rank:bigint"))
                : new Keyset(name, sort.type, descending, List.of("candidate_index:bigint"));
        List<@Nullable Object> parameters = new ArrayList<>();
        if (sort == Sort.METRIC) {
            parameters.add(metric);
        }
        parameters.add(sweepId);
        Where where = where(filter);
        parameters.addAll(where.parameters());
        String sql = "SELECT q.*, coalesce(m.pruned, false) AS pruned, coalesce(m.pinned, false) AS pinned FROM (SELECT * FROM (SELECT r.*, "
                + sort.expression + " AS sort_value FROM (" + RANKED + ") r) v WHERE " + where.sql() + " AND "
                + order.after(after, parameters) + " ORDER BY " + order.orderBy() + " LIMIT ?) q"
                + " LEFT JOIN results.candidate_mark m ON m.sweep_id = q.sweep_id AND m.candidate_index = q.candidate_index"
                + " ORDER BY " + order.orderBy().replace("candidate_index", "q.candidate_index");
        parameters.add(limit + 1);
        record Row(CandidateRow view, @Nullable Object sortValue) {}
        List<Row> rows = results.list(sql, parameters,
                (row, number) -> new Row(java.util.Objects.requireNonNull(MAPPER.mapRow(row, number)),
                        row.getObject("sort_value")));
        return Page.of(rows, limit,
                row -> sort == Sort.RANK
                        ? order.cursor(row.view().rank())
                        : order.cursor(row.sortValue(), row.view().candidateIndex()),
                Row::view);
    }

    /// One candidate of a sweep, if its row has arrived.
    java.util.Optional<CandidateRow> find(String sweepId, long candidateIndex) {
        return results.first(
                "SELECT c.stats, NULL::bigint AS rank, coalesce(m.pruned, false) AS pruned, coalesce(m.pinned, false) AS pinned"
                        + " FROM results.candidate c LEFT JOIN results.candidate_mark m USING (sweep_id, candidate_index)"
                        + " WHERE c.sweep_id = ? AND c.candidate_index = ?",
                List.of(sweepId, candidateIndex),
                (row, number) -> CandidateRow.of(row.getString("stats"), Results.longOrNull(row, "rank"),
                        row.getBoolean("pruned"), row.getBoolean("pinned")));
    }

    /// The statement of an export: every row in order of rank. One parameter: the sweep.
    static String exportSql() {
        return "SELECT r.*, coalesce(m.pruned, false) AS pruned, coalesce(m.pinned, false) AS pinned FROM (" + RANKED
                + ") r LEFT JOIN results.candidate_mark m ON m.sweep_id = r.sweep_id AND m.candidate_index = r.candidate_index ORDER BY rank";
    }

    static RowMapper<CandidateRow> mapper() {
        return MAPPER;
    }

    private static Where where(Filter filter) {
        return new Where().and("prompt = ?", filter.prompt())
                .and("endpoint || '/' || model = ?", filter.model())
                .and("feasible = ?", filter.feasible())
                .and("(stats->>'pareto')::boolean = ?", filter.pareto());
    }
}
