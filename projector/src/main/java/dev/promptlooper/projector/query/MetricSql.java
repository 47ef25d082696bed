package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.sweep.Metrics;
import dev.promptlooper.contracts.sweep.Objective;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A metric of a run as an SQL expression over a row `r` of `results.run`: the same value that scoring counts (a failed run has none,
/// unless the objective says what failures count as; a weighted sum with an unscored part is none).
public final class MetricSql {

    private MetricSql() {}

    /// The expression (`float8`, null where the run has no value), or empty when the sweep has no such metric. Contains numbers and
    /// column names only, nothing of the definition's text.
    public static Optional<String> of(SweepDefinition definition, String metric) {
        String answered = answered(definition, metric);
        if (answered == null) {
            return Optional.empty();
        }
        Objective objective = definition.objective();
        Double failuresAs = objective.failuresAs();
        String failed = failuresAs != null && objective.metric().equals(metric)
                ? " ELSE " + literal(failuresAs)
                : "";
        return Optional.of("(CASE WHEN r.status = 'DONE' THEN " + answered + failed + " END)");
    }

    /// Every metric that runs of the sweep have: scorers, the weighted sum when the objective speaks of it, and the built-in ones.
    public static List<String> names(SweepDefinition definition) {
        List<String> names = new ArrayList<>(definition.scorers().stream().map(ScorerDefinition::name).toList());
        Objective objective = definition.objective();
        if (objective.metric().equals(Objective.WEIGHTED_SUM)
                || objective.subjectTo().containsKey(Objective.WEIGHTED_SUM)) {
            names.add(Objective.WEIGHTED_SUM);
        }
        names.addAll(Metrics.BUILT_IN);
        return names;
    }

    /// Whether larger values of a metric are better in this sweep.
    public static boolean isMaximized(SweepDefinition definition, String metric) {
        Objective objective = definition.objective();
        return objective.metric().equals(metric) ? objective.isMaximize() : !Metrics.BUILT_IN.contains(metric);
    }

    private static @Nullable String answered(SweepDefinition definition, String metric) {
        List<ScorerDefinition> scorers = definition.scorers();
        for (int i = 0; i < scorers.size(); i++) {
            if (scorers.get(i).name().equals(metric)) {
                return value(i);
            }
        }
        return switch (metric) {
            case Metrics.COST_PER_RUN_USD -> "r.cost_usd";
            case Metrics.LATENCY_MS -> "r.latency_ms::float8";
            case Metrics.TOKENS -> "(r.prompt_tokens + r.completion_tokens)::float8";
            case Objective.WEIGHTED_SUM -> {
                List<String> terms = new ArrayList<>();
                for (int i = 0; i < scorers.size(); i++) {
                    terms.add(literal(scorers.get(i).weight()) + " * " + value(i));
                }
                yield "(" + String.join(" + ", terms) + ")";
            }
            default -> null;
        };
    }

    /// A run has one score per scorer, in the order of the sweep.
    private static String value(int scorer) {
        return "(r.scores->" + scorer + "->>'value')::float8";
    }

    /// Whether the run passed a scorer with a threshold (`boolean`, null without one), or empty when the metric is no scorer.
    public static Optional<String> pass(SweepDefinition definition, String metric) {
        for (int i = 0; i < definition.scorers().size(); i++) {
            if (definition.scorers().get(i).name().equals(metric)) {
                return Optional.of("(r.scores->" + i + "->>'pass')::boolean");
            }
        }
        return Optional.empty();
    }

    private static String literal(double value) {
        return "'" + value + "'::float8";
    }
}
