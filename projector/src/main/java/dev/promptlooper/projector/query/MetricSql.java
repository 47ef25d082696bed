package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.Metrics;
import dev.promptlooper.contracts.sweep.Objective;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The value of a sweep's objective for one row of `results.run` as a SQL expression; NULL where the run has none. Says in SQL
/// what scoring says in Java, so that a query can look at single runs.
///
/// @param sql        expression over a row of `results.run`
/// @param parameters values of its placeholders
record MetricSql(String sql, List<@Nullable Object> parameters) {

    static MetricSql ofObjective(SweepDefinition definition) {
        Objective objective = definition.objective();
        List<@Nullable Object> parameters = new ArrayList<>();
        parameters.add(objective.failuresAs());
        String value = switch (objective.metric()) {
            case Metrics.COST_PER_RUN_USD -> "cost_usd";
            case Metrics.LATENCY_MS -> "latency_ms::float8";
            case Metrics.TOKENS -> "(prompt_tokens + completion_tokens)::float8";
            case Objective.WEIGHTED_SUM -> {
                parameters.add(
                        Json.write(definition.scorers().stream().map(ScorerDefinition::weight).toList()));
                // One unscored scorer leaves the run without a sum.
                yield "(SELECT CASE WHEN count(*) = count(e->>'value') THEN sum((e->>'value')::float8"
                        + " * (w.weights->>(i - 1)::int)::float8) END FROM jsonb_array_elements(scores)"
                        + " WITH ORDINALITY AS t(e, i), (SELECT ?::jsonb AS weights) w)";
            }
            default -> {
                parameters.add(objective.metric());
                yield "(SELECT (e->>'value')::float8 FROM jsonb_array_elements(scores) e WHERE e->>'metric' = ? LIMIT 1)";
            }
        };
        return new MetricSql("CASE WHEN status = 'FAILED' THEN ?::float8 ELSE " + value + " END", parameters);
    }
}
