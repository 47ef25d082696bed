package dev.promptlooper.projector.query.optimum;

import dev.promptlooper.projector.query.AsOf;
import dev.promptlooper.projector.query.Results;
import dev.promptlooper.projector.query.SweepShape;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Lines of the parallel-coordinates chart: the best ones and an even sample of the ranking, with quantiles over all.
///
/// @param total candidates with a score
/// @param drawn lines
record Parallel(List<Axis> axes, List<Line> lines, long total, long drawn, AsOf asOf) {

    /// @param kind       `category` or `number`
    /// @param categories in the order of the axis
    /// @param quantiles  0, 10, 25, 50, 75, 90, 100 % over all candidates
    record Axis(String name, String kind, @Nullable List<String> categories, @Nullable List<Double> quantiles) {}

    /// @param numbers    axis → value; absent where there is none
    /// @param categories axis → position in its categories
    record Line(long candidateIndex, long rank, Map<String, Double> numbers, Map<String, Integer> categories) {}

    private record Column(String name, boolean numeric, String sql, boolean parameter) {}

    private static final String QUANTILES = "ARRAY[0, 0.1, 0.25, 0.5, 0.75, 0.9, 1]::float8[]";

    static Parallel read(Results results, String sweepId, int lines) {
        SweepShape shape = SweepShape.read(results, sweepId);
        List<Column> columns = new ArrayList<>();
        for (FactorSpace.Factor factor : FactorSpace.of(shape)) {
            columns.add(new Column(factor.name(), factor.numeric(),
                    factor.numeric() ? "(" + factor.text() + ")::float8" : factor.text(), factor.isParameter()));
        }
        columns.add(new Column("score", true, "score", false));
        columns.add(new Column("cost", true, "cost_usd", false));
        columns.add(new Column("latencyMs", true, "latency_ms", false));
        List<@Nullable Object> parameters = new ArrayList<>();
        StringBuilder select = new StringBuilder();
        StringBuilder bands = new StringBuilder("SELECT count(*) AS total");
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            select.append(", ").append(column.sql()).append(" AS c").append(i);
            bands.append(column.numeric()
                    ? ", percentile_cont(" + QUANTILES + ") WITHIN GROUP (ORDER BY c" + i + ") AS b" + i
                    : ", array_agg(DISTINCT c" + i + ") AS b" + i);
            if (column.parameter()) {
                parameters.add(column.name());
            }
        }
        parameters.add(sweepId);
        String source = "SELECT candidate_index, row_number() OVER (ORDER BY feasible DESC, sort_key DESC NULLS LAST, candidate_index) AS rank"
                + select + " FROM results.candidate WHERE sweep_id = ? AND score IS NOT NULL";
        long[] total = {0};
        List<Axis> axes = new ArrayList<>();
        results.list(bands + " FROM (" + source + ") q", parameters, (row, number) -> {
            total[0] = row.getLong("total");
            for (int i = 0; i < columns.size(); i++) {
                java.sql.Array array = row.getArray("b" + i);
                axes.add(axis(columns.get(i), array == null ? new Object[0] : (Object[]) array.getArray()));
            }
            return total;
        });
        int top = Math.min(Charts.TOP, lines);
        long rest = Math.max(1, lines - top);
        List<@Nullable Object> sampled = new ArrayList<>(parameters);
        sampled.add(top);
        sampled.add(Math.max(1, (total[0] + rest - 1) / rest));
        sampled.add(lines);
        List<Line> drawn = results.list("SELECT * FROM (" + source
                + ") q WHERE rank <= ? OR rank % ? = 0 ORDER BY rank LIMIT ?", sampled, (row, number) -> {
                    Map<String, Double> numbers = new LinkedHashMap<>();
                    Map<String, Integer> categories = new LinkedHashMap<>();
                    for (int i = 0; i < columns.size(); i++) {
                        if (columns.get(i).numeric()) {
                            Double value = Results.doubleOrNull(row, "c" + i);
                            if (value != null) {
                                numbers.put(columns.get(i).name(), value);
                            }
                        } else {
                            List<String> names = axes.get(i).categories();
                            int position = names == null ? -1 : names.indexOf(row.getString("c" + i));
                            if (position >= 0) {
                                categories.put(columns.get(i).name(), position);
                            }
                        }
                    }
                    return new Line(row.getLong("candidate_index"), row.getLong("rank"), numbers, categories);
                });
        return new Parallel(axes, drawn, total[0], drawn.size(), shape.asOf());
    }

    private static Axis axis(Column column, Object[] values) {
        if (column.numeric()) {
            return new Axis(column.name(), "number", null,
                    Arrays.stream(values).filter(Double.class::isInstance).map(Double.class::cast).toList());
        }
        TreeSet<String> names = new TreeSet<>();
        Arrays.stream(values).filter(String.class::isInstance).map(String.class::cast).forEach(names::add);
        return new Axis(column.name(), "category", List.copyOf(names), null);
    }
}
