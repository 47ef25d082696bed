package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.Axis;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What the questions about one sweep have in common: its definition, where it stands, and which state the answer belongs to.
///
/// @param sweepId    the sweep
/// @param name       for people
/// @param definition null until it has arrived
/// @param status     where it stands
/// @param asOf       state of the live feed, read before anything else
/// @param candidates rows of candidates
/// @param runs       rows of runs
/// @param board      the objective as the ranking names it; null before the first
public record SweepShape(String sweepId, String name, @Nullable SweepDefinition definition, SweepStatus status,
        AsOf asOf,
        long candidates, long runs, @Nullable Board board) {

    /// What the ranking says of its objective.
    public record Board(String metric, boolean maximize) {}

    private static final String SQL = """
            SELECT coalesce(s.name, s.sweep_id) AS name, s.definition, coalesce(s.status, 'PENDING') AS status,
                (SELECT epoch FROM results.projection) AS epoch,
                coalesce((SELECT seq FROM results.channel WHERE ch = 'sweep:' || s.sweep_id || ':leaderboard'), 0) AS seq,
                coalesce(c.candidates, 0) AS candidates, coalesce(c.runs, 0) AS runs, b.metric, b.maximize
            FROM results.sweep s
            LEFT JOIN results.sweep_count c ON c.sweep_id = s.sweep_id
            LEFT JOIN results.leaderboard b ON b.sweep_id = s.sweep_id
            WHERE s.sweep_id = ?""";

    /// @throws Problem 404
    public static SweepShape read(Results results, String sweepId) {
        return results.first(SQL, List.of(sweepId), (row, number) -> {
            String definition = row.getString("definition");
            String metric = row.getString("metric");
            return new SweepShape(sweepId, row.getString("name"),
                    definition == null ? null : Json.read(definition, SweepDefinition.class),
                    SweepStatus.valueOf(row.getString("status")), new AsOf(row.getString("epoch"), row.getLong("seq")),
                    row.getLong("candidates"), row.getLong("runs"),
                    metric == null ? null : new Board(metric, row.getBoolean("maximize")));
        }).orElseThrow(() -> Problem.notFound("sweep", sweepId));
    }

    /// The objective; empty while nothing is known of it.
    public String metric() {
        return definition != null ? definition.objective().metric() : board == null ? "" : board.metric();
    }

    public boolean isMaximize() {
        return definition != null ? definition.objective().isMaximize() : board == null || board.maximize();
    }

    /// Runs of a complete candidate, or null while the definition is unknown.
    public @Nullable Long planned() {
        return definition == null ? null : (Long) (definition.dataset().size() * definition.repeats());
    }

    /// Runs of a complete candidate when its value is its mean over exactly these cases: then an interval shrinks to nothing as they
    /// are completed. Null when the cases stand for a source that they are a sample of, as in every sweep but those of a search that
    /// was told nothing else.
    public @Nullable Long horizon() {
        return definition == null ? null : horizon(definition);
    }

    static @Nullable Long horizon(SweepDefinition definition) {
        boolean finite = definition.strategy().type().equals("guided")
                && !"general".equals(definition.strategy().params().get("population"));
        return finite ? (Long) (definition.dataset().size() * definition.repeats()) : null;
    }

    /// Cases below which a candidate's figures are provisional.
    public long enoughCases() {
        return definition == null ? 10 : Math.min(10, (definition.dataset().size() + 1) / 2);
    }

    /// The definition, for a question that cannot be answered without it.
    ///
    /// @throws Problem 503 while it has not arrived
    public SweepDefinition known() {
        if (definition == null) {
            throw Problem.unavailable("the definition of sweep '" + sweepId + "' has not arrived yet; try again");
        }
        return definition;
    }

    /// The expression of a metric over a run.
    ///
    /// @param parameter name of the request parameter that asked for it
    /// @throws Problem 400 when the sweep has no such metric, 503 while the definition has not arrived
    public String sql(String parameter, String metric) {
        return MetricSql.of(known(), metric)
                .orElseThrow(() -> Problem.badParameter(parameter, metric,
                        "sweep '" + sweepId + "' has no metric '" + metric + "'; it has "
                                + String.join(", ", MetricSql.names(known()))));
    }

    /// What differs between candidates: `prompt`, `model`, and the parameters with more than one value or with a condition.
    public List<String> varying() {
        List<String> varying = new ArrayList<>();
        if (definition == null) {
            return varying;
        }
        if (definition.prompts().size() > 1) {
            varying.add("prompt");
        }
        if (definition.models().size() > 1) {
            varying.add("model");
        }
        definition.params().forEach((name, axis) -> {
            boolean varies = switch (axis) {
                case Axis.Fixed fixed -> !fixed.when().isEmpty();
                case Axis.Choice choice -> choice.values().size() > 1 || !choice.when().isEmpty();
                case Axis.IntRange range -> range.min() < range.max() || !range.when().isEmpty();
                case Axis.FloatRange range -> range.min() < range.max() || !range.when().isEmpty();
                case Axis.LogRange range -> range.min() < range.max() || !range.when().isEmpty();
            };
            if (varies) {
                varying.add(name);
            }
        });
        return varying;
    }
}
