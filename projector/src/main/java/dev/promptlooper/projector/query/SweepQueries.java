package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.event.SweepEvent.Totals;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.projector.query.Results.Where;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Sweeps and their events.
final class SweepQueries {

    /// Orders of the list; a leading `-` turns one around.
    enum Sort {
        CREATED("created_at", "bigint"), UPDATED("event_at", "bigint"), NAME("name", "text"), STATUS("status",
                "text"), SPENT("(totals->>'spentUsd')::float8", "float8"), RUNS("(totals->>'settled')::bigint",
                        "bigint"), PROGRESS(
                                "least(1, (totals->>'settled')::float8 / nullif((totals->>'planned')::float8, 0))",
                                "float8");

        private final String column;
        private final String type;

        Sort(String column, String type) {
            this.column = column;
            this.type = type;
        }
    }

    /// Which side of the archive is listed.
    enum Archived {
        FALSE("archived IS NOT TRUE"), TRUE("archived"), ALL("TRUE");

        private final String condition;

        Archived(String condition) {
            this.condition = condition;
        }
    }

    /// Which sweeps are listed; null admits all.
    ///
    /// @param archived   whether archived ones are among them, or only they
    /// @param q          part of a name or of an id, in any case
    /// @param prompt     name of a prompt that it uses
    /// @param dataset    name of its dataset
    /// @param endpoint   name of an endpoint that it asks
    /// @param scorer     type of a scorer that it has
    /// @param experiment id of its experiment
    record Filter(Archived archived, @Nullable SweepStatus status, @Nullable String q, @Nullable String prompt,
            @Nullable String dataset,
            @Nullable String endpoint, @Nullable String scorer, @Nullable String experiment) {

        Where where() {
            return new Where().and(archived.condition)
                    .and("coalesce(status, 'PENDING') = ?", status)
                    .and("strpos(lower(coalesce(name, '') || ' ' || sweep_id), lower(?)) > 0", q)
                    .and("EXISTS (SELECT FROM json_array_elements(definition->'prompts') x WHERE x->>'name' = ?)",
                            prompt)
                    .and("definition->'dataset'->>'name' = ?", dataset)
                    .and("EXISTS (SELECT FROM json_array_elements_text(definition->'models') x WHERE split_part(x, '/', 1) = ?)",
                            endpoint)
                    .and("EXISTS (SELECT FROM json_array_elements(definition->'scorers') x WHERE x->>'type' = ?)",
                            scorer)
                    .and("experiment_id = ?", experiment);
        }
    }

    private static final long RATE_WINDOW_MS = 10_000;
    private static final int RATE_SAMPLES = 100;
    private static final String SELECT = """
            SELECT s.sweep_id, coalesce(s.name, s.sweep_id) AS name, s.experiment_id, s.created_at, s.definition->'budget' AS budget%s,
                coalesce(s.status, 'PENDING') AS status, coalesce(s.version, 0) AS version, s.message, s.totals, s.event_at,
                s.launched_at, s.rest_since, coalesce(s.archived, false) AS archived, b.revision, b.at AS board_at, b.metric, b.maximize, b.runs AS board_runs,
                b.candidates AS board_candidates, b.top->0 AS best, m.pruned AS best_pruned, m.pinned AS best_pinned,
                coalesce(c.runs, 0) AS runs, coalesce(c.candidates, 0) AS candidates,
                coalesce(c.candidate_runs, 0) AS candidate_runs
            FROM %s s
            LEFT JOIN results.leaderboard b ON b.sweep_id = s.sweep_id
            LEFT JOIN results.sweep_count c ON c.sweep_id = s.sweep_id
            LEFT JOIN results.candidate_mark m ON m.sweep_id = s.sweep_id
                AND m.candidate_index = (b.top->0->'candidate'->>'index')::bigint
            """;

    private final Results results;
    private final InstantSource clock;

    SweepQueries(Results results, InstantSource clock) {
        this.results = results;
        this.clock = clock;
    }

    /// @param total sweeps that match
    record SweepPage(List<SweepView> items, @Nullable String next, long total) {}

    SweepPage list(Filter filter, Sort sort, boolean descending, int limit, @Nullable Long offset,
            @Nullable String after) {
        Where where = filter.where();
        Keyset order = new Keyset((descending ? "-" : "") + sort, sort.type, descending, List.of("sweep_id:text"));
        List<@Nullable Object> parameters = new ArrayList<>(where.parameters());
        String page = "(SELECT * FROM (SELECT sweep.*, " + sort.column + " AS sort_value FROM results.sweep) q WHERE "
                + where.sql() + " AND " + order.after(after, parameters) + " ORDER BY " + order.orderBy()
                + " LIMIT ? OFFSET ?)";
        parameters.add(limit + 1);
        parameters.add(offset == null ? 0L : offset);
        record Row(SweepView view, @Nullable Object sortValue) {}
        List<Row> rows = results.list(
                "SELECT * FROM (" + SELECT.formatted(", s.sort_value", page) + ") x ORDER BY " + order.orderBy(),
                parameters, (row, number) -> new Row(view(row), row.getObject("sort_value")));
        Page<SweepView> shown = Page.of(rows, limit, row -> order.cursor(row.sortValue(), row.view().sweepId()),
                Row::view);
        long total = results.first("SELECT count(*) FROM results.sweep WHERE " + where.sql(), where.parameters(),
                (row, number) -> row.getLong(1)).orElse(0L);
        return new SweepPage(shown.items().stream().map(this::rated).toList(), shown.next(), total);
    }

    /// @throws Problem 404
    SweepView.Detail get(String sweepId) {
        SweepView.Detail detail = results
                .first(SELECT.formatted(", s.definition", "results.sweep") + " WHERE s.sweep_id = ?", List.of(sweepId),
                        (row, number) -> {
                            SweepView view = view(row);
                            return new SweepView.Detail(view, row.getString("experiment_id"),
                                    view.leaderboard().best(),
                                    new SweepView.Projected(row.getLong("runs"), row.getLong("candidates"),
                                            row.getLong("candidate_runs")),
                                    Results.json(row, "definition"));
                        })
                .orElseThrow(() -> Problem.notFound("sweep", sweepId));
        return new SweepView.Detail(rated(detail.sweep()), detail.experimentId(), detail.best(), detail.projected(),
                detail.definition());
    }

    // After the rows are read, not while: a second connection per request could empty the pool.
    private SweepView rated(SweepView view) {
        return view.withRate(rate(view.sweepId(), view.status()));
    }

    /// Those of these sweeps that there are, in no order.
    List<SweepView> byId(Collection<String> sweepIds) {
        return results.list(SELECT.formatted("", "results.sweep") + " WHERE s.sweep_id = ANY(?)",
                List.of((Object) sweepIds.toArray(new String[0])), (row, number) -> view(row))
                .stream()
                .map(this::rated)
                .toList();
    }

    /// The definition, or null while it has not arrived.
    ///
    /// @throws Problem 404
    @Nullable
    SweepDefinition definition(String sweepId) {
        return results
                .first("SELECT coalesce(definition::text, '') FROM results.sweep WHERE sweep_id = ?", List.of(sweepId),
                        (row, number) -> row.getString(1))
                .map(json -> json.isEmpty() ? null : Json.read(json, SweepDefinition.class))
                .orElse(null);
    }

    /// @throws Problem 404
    void check(String sweepId) {
        if (results.list("SELECT 1 FROM results.sweep WHERE sweep_id = ?", List.of(sweepId), (row, number) -> 1)
                .isEmpty()) {
            throw Problem.notFound("sweep", sweepId);
        }
    }

    private static SweepView view(ResultSet row) throws SQLException {
        String totalsJson = row.getString("totals");
        Totals totals = totalsJson == null ? Totals.ZERO : Json.read(totalsJson, Totals.class);
        SweepStatus status = SweepStatus.valueOf(row.getString("status"));
        // Ranking, candidates and runs arrive through different partitions; only what all of them show can be relied on.
        long readable = Math.min(row.getLong("board_runs"),
                Math.min(row.getLong("runs"), row.getLong("candidate_runs")));
        String bestJson = row.getString("best");
        CandidateStats best = bestJson == null ? null : Json.read(bestJson, CandidateStats.class);
        SweepView.Board board = new SweepView.Board(readable, row.getLong("revision"), row.getString("metric"),
                row.getString("metric") == null ? null : row.getBoolean("maximize"), row.getLong("board_candidates"),
                Results.longOrNull(row, "board_at"),
                best == null
                        ? null
                        : CandidateRow.of(best, best.rank() == null ? null : Long.valueOf(best.rank()),
                                row.getBoolean("best_pruned"), row.getBoolean("best_pinned")));
        String sweepId = row.getString("sweep_id");
        String budget = row.getString("budget");
        return new SweepView(sweepId, row.getString("name"), status, row.getLong("version"),
                row.getLong("created_at"), Results.longOrNull(row, "launched_at"),
                Results.longOrNull(row, "rest_since"),
                Results.longOrNull(row, "event_at"), row.getString("message"), totals, board,
                budget == null ? null : Json.read(budget, Budget.class),
                SweepView.Progress.of(totals, 0), SweepView.Spend.of(totals),
                status.isAtRest() && readable >= totals.settled(), row.getBoolean("archived"));
    }

    // Settled runs between the newest event and the oldest one in the window before it; the planner reports progress as events.
    private double rate(String sweepId, SweepStatus status) {
        if (status != SweepStatus.RUNNING && status != SweepStatus.DRAINING) {
            return 0;
        }
        record Sample(long at, long settled) {}
        List<Sample> samples = results.list(
                "SELECT at, (totals->>'settled')::bigint FROM results.event WHERE sweep_id = ? ORDER BY seq DESC LIMIT ?",
                List.of(sweepId, RATE_SAMPLES), (row, number) -> new Sample(row.getLong(1), row.getLong(2)));
        if (samples.size() < 2 || clock.millis() - samples.getFirst().at() > RATE_WINDOW_MS) {
            return 0;
        }
        Sample newest = samples.getFirst();
        Sample oldest = samples.get(1);
        for (Sample sample : samples) {
            if (newest.at() - sample.at() <= RATE_WINDOW_MS && sample.at() < newest.at()) {
                oldest = sample;
            }
        }
        long elapsed = newest.at() - oldest.at();
        return elapsed <= 0 ? 0 : Math.max(0, (newest.settled() - oldest.settled()) * 1000.0 / elapsed);
    }
}
