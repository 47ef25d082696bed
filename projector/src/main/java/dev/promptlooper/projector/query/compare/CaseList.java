package dev.promptlooper.projector.query.compare;

import dev.promptlooper.projector.query.Results;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The cases of a comparison in windows.
final class CaseList {

    /// Orders; a leading `-` turns one around. `ABS` is the size of the largest difference to the base.
    enum Sort {
        ABS("abs(difference)"), DIFFERENCE("difference"), CASE("case_index");

        private final String expression;

        Sort(String expression) {
            this.expression = expression;
        }
    }

    /// Which cases are shown.
    enum Only {
        BETTER, WORSE, DIFF
    }

    /// @param mean       over its repeats; absent without a value
    /// @param runs       runs that ended
    /// @param failed     of those, failed
    /// @param difference to the base; absent of the base itself
    record Value(String key, @Nullable Double mean, long runs, long failed, @Nullable Double difference) {}

    /// @param caseIndex  in the sweep of the base
    /// @param difference the largest one to the base, with its sign
    record Item(String caseId, long caseIndex, @Nullable Double difference, List<Value> values) {}

    /// @param total cases that match
    record Page(String metric, long total, List<Item> items) {}

    private static final String SIDE = """
            SELECT case_id, min(case_index) AS case_index, avg(v) AS m, count(*) AS runs,
                count(*) FILTER (WHERE status = 'FAILED') AS failed
            FROM (SELECT r.case_id, r.case_index, r.status, {value} AS v FROM results.run r
                WHERE r.sweep_id = ? AND r.candidate_index = ?) x GROUP BY case_id""";

    private final Results results;

    CaseList(Results results) {
        this.results = results;
    }

    /// @param sides the base first
    /// @param maximize whether larger is better
    Page page(List<Side> sides, String metric, boolean maximize, Sort sort, boolean descending, @Nullable Only only,
            int limit, long offset) {
        List<@Nullable Object> parameters = new ArrayList<>();
        StringBuilder with = new StringBuilder();
        StringBuilder columns = new StringBuilder();
        StringBuilder joins = new StringBuilder();
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < sides.size(); i++) {
            Side side = sides.get(i);
            with.append(i == 0 ? "WITH s0 AS (" : ", s" + i + " AS (")
                    .append(SIDE.replace("{value}", side.shape().sql("metric", metric)))
                    .append(')');
            parameters.add(side.shape().sweepId());
            parameters.add(side.brief().candidateIndex());
            columns.append(", s%1$d.m AS m%1$d, s%1$d.runs AS runs%1$d, s%1$d.failed AS failed%1$d".formatted(i));
            if (i > 0) {
                joins.append(" LEFT JOIN s%1$d ON s%1$d.case_id = s0.case_id".formatted(i));
                differences.add("(s" + i + ".m - s0.m)");
            }
        }
        String sign = maximize ? "" : "-";
        String where = only == null ? "" : switch (only) {
            case BETTER -> " WHERE " + sign + "difference > 0";
            case WORSE -> " WHERE " + sign + "difference < 0";
            case DIFF -> " WHERE difference <> 0";
        };
        String sql = with + " SELECT *, count(*) OVER () AS total FROM (SELECT s0.case_id, s0.case_index" + columns
                + ", (SELECT d FROM (VALUES " + String.join(", ", differences)
                + ") AS t(d) WHERE d IS NOT NULL ORDER BY abs(d) DESC LIMIT 1) AS difference FROM s0" + joins + ") q"
                + where
                + " ORDER BY " + sort.expression + (descending ? " DESC" : "")
                + " NULLS LAST, case_index LIMIT ? OFFSET ?";
        parameters.add(limit);
        parameters.add(offset);
        long[] total = {0};
        List<Item> items = results.list(sql, parameters, (row, number) -> {
            total[0] = row.getLong("total");
            return item(row, sides);
        });
        return new Page(metric, total[0], items);
    }

    private static Item item(ResultSet row, List<Side> sides) throws SQLException {
        Double base = Results.doubleOrNull(row, "m0");
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < sides.size(); i++) {
            Double mean = Results.doubleOrNull(row, "m" + i);
            values.add(new Value(sides.get(i).key(), mean, row.getLong("runs" + i), row.getLong("failed" + i),
                    i == 0 || mean == null || base == null ? null : (Double) (mean - base)));
        }
        return new Item(row.getString("case_id"), row.getLong("case_index"), Results.doubleOrNull(row, "difference"),
                values);
    }
}
