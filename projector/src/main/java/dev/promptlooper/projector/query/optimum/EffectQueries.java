package dev.promptlooper.projector.query.optimum;

import dev.promptlooper.contracts.sweep.Metrics;
import dev.promptlooper.projector.query.Results;
import dev.promptlooper.projector.query.SweepShape;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sums per level of every factor, in one pass over the candidates.
final class EffectQueries {

    private final Results results;

    EffectQueries(Results results) {
        this.results = results;
    }

    /// @param metric null for the objective
    Effects effects(String sweepId, @Nullable String metric) {
        SweepShape shape = SweepShape.read(results, sweepId);
        String shown = metric == null ? shape.metric() : metric;
        shape.sql("metric", shown);
        List<FactorSpace.Factor> factors = FactorSpace.of(shape);
        List<@Nullable Object> parameters = new ArrayList<>();
        StringBuilder columns = new StringBuilder();
        StringBuilder sets = new StringBuilder("()");
        StringBuilder names = new StringBuilder();
        String value = value(shape, shown, parameters);
        for (int i = 0; i < factors.size(); i++) {
            FactorSpace.Factor factor = factors.get(i);
            columns.append(", ").append(factor.level()).append(" AS f").append(i);
            sets.append(", (f").append(i).append(')');
            names.append(", f").append(i).append(", grouping(f").append(i).append(") AS g").append(i);
            if (factor.isParameter()) {
                parameters.add(factor.name());
            }
        }
        parameters.add(sweepId);
        Long planned = shape.planned();
        String complete = " FILTER (WHERE runs >= " + (planned == null ? Long.MAX_VALUE : planned) + ")";
        String sql = "SELECT count(*) AS n, avg(v) AS mean, coalesce(stddev_samp(v), 0) AS deviation, min(v) AS least, max(v) AS most,"
                + " count(*)" + complete + " AS cn, coalesce(avg(v)" + complete + ", 0) AS cmean, coalesce(var_pop(v)"
                + complete
                + ", 0) AS cvar" + names + " FROM (SELECT * FROM (SELECT runs, " + value + " AS v" + columns
                + " FROM results.candidate c WHERE c.sweep_id = ?) w WHERE v IS NOT NULL) q GROUP BY GROUPING SETS ("
                + sets + ")";
        Map<String, List<Effects.Sums>> levels = new LinkedHashMap<>();
        factors.forEach(factor -> levels.put(factor.name(), new ArrayList<>()));
        Effects.Sums[] all = {new Effects.Sums(null, 0, 0, 0, 0, 0, 0, 0, 0)};
        results.list(sql, parameters, (row, number) -> {
            int at = -1;
            for (int i = 0; i < factors.size(); i++) {
                at = row.getInt("g" + i) == 0 ? i : at;
            }
            Effects.Sums sums = new Effects.Sums(at < 0 ? null : row.getString("f" + at), row.getLong("n"),
                    row.getDouble("mean"), row.getDouble("deviation"), row.getDouble("least"), row.getDouble("most"),
                    row.getLong("cn"), row.getDouble("cmean"), row.getDouble("cvar"));
            if (at < 0) {
                all[0] = sums;
            } else {
                levels.getOrDefault(factors.get(at).name(), new ArrayList<>()).add(sums);
            }
            return sums;
        });
        return new Effects(shown, all[0].candidates(), all[0].complete(),
                factors.stream()
                        .map(factor -> Effects.factor(factor, levels.getOrDefault(factor.name(), List.of())))
                        .toList(),
                Effects.importance(all[0], levels), shape.asOf());
    }

    /// The metric of a candidate; the common ones are columns, the others stand in the whole record.
    private static String value(SweepShape shape, String metric, List<@Nullable Object> parameters) {
        if (metric.equals(shape.metric())) {
            return "score";
        }
        return switch (metric) {
            case Metrics.COST_PER_RUN_USD -> "cost_usd";
            case Metrics.LATENCY_MS -> "latency_ms";
            default -> {
                parameters.add(metric);
                yield "(SELECT (s.stats->'metrics'->?->>'mean')::float8 FROM results.candidate_stats s"
                        + " WHERE s.sweep_id = c.sweep_id AND s.candidate_index = c.candidate_index)";
            }
        };
    }
}
