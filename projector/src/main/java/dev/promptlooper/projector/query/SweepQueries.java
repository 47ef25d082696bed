package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepEvent.Totals;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.json.Json;
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
        CREATED("created_at", "bigint"), UPDATED("event_at", "bigint"), NAME("name", "text"), STATUS("status", "text");

        private final String column;
        private final String type;

        Sort(String column, String type) {
            this.column = column;
            this.type = type;
        }
    }

    private static final long RATE_WINDOW_MS = 10_000;
    private static final int RATE_SAMPLES = 100;
    private static final String SELECT = """
            SELECT s.sweep_id, coalesce(s.name, s.sweep_id) AS name, s.experiment_id, s.created_at, s.definition,
                coalesce(s.status, 'PENDING') AS status, coalesce(s.version, 0) AS version, s.message, s.totals, s.event_at,
                s.launched_at, s.rest_since, b.revision, b.at AS board_at, b.metric, b.maximize, b.runs AS board_runs,
                b.candidates AS board_candidates, b.top->0 AS best, m.pruned AS best_pruned, m.pinned AS best_pinned,
                coalesce(c.runs, 0) AS runs, coalesce(c.candidates, 0) AS candidates,
                coalesce(c.candidate_runs, 0) AS candidate_runs%s
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

    /// @param q part of a name or of an id, in any case
    Page<SweepView> list(@Nullable SweepStatus status, @Nullable String q, Sort sort, boolean descending, int limit,
            @Nullable String after) {
        Where where = new Where().and("coalesce(status, 'PENDING') = ?", status)
                .and("strpos(lower(coalesce(name, '') || ' ' || sweep_id), lower(?)) > 0", q);
        Keyset order = new Keyset((descending ? "-" : "") + sort, sort.type, descending, List.of("sweep_id:text"));
        List<@Nullable Object> parameters = new ArrayList<>(where.parameters());
        String page = "(SELECT * FROM (SELECT sweep.*, " + sort.column + " AS sort_value FROM results.sweep) q WHERE "
                + where.sql() + " AND " + order.after(after, parameters) + " ORDER BY " + order.orderBy() + " LIMIT ?)";
        parameters.add(limit + 1);
        record Row(SweepView view, @Nullable Object sortValue) {}
        List<Row> rows = results.list(
                "SELECT * FROM (" + SELECT.formatted(", s.sort_value", page) + ") x ORDER BY " + order.orderBy(),
                parameters, (row, number) -> new Row(view(row), row.getObject("sort_value")));
        return Page.of(rows, limit, row -> order.cursor(row.sortValue(), row.view().sweepId()), Row::view);
    }

    /// @throws Problem 404
    SweepView.Detail get(String sweepId) {
        return results.first(SELECT.formatted("", "results.sweep") + " WHERE s.sweep_id = ?", List.of(sweepId),
                (row, number) -> {
                    SweepView view = view(row);
                    String definition = row.getString("definition");
                    return SweepView.Detail.of(view, row.getString("experiment_id"),
                            definition == null ? null : Json.read(definition, SweepDefinition.class).budget(),
                            rate(view),
                            new SweepView.Projected(row.getLong("runs"), row.getLong("candidates"),
                                    row.getLong("candidate_runs")),
                            Results.json(row, "definition"));
                }).orElseThrow(() -> Problem.notFound("sweep", sweepId));
    }

    /// Those of these sweeps that there are, in no order.
    List<SweepView> byId(Collection<String> sweepIds) {
        return results.list(SELECT.formatted("", "results.sweep") + " WHERE s.sweep_id = ANY(?)",
                List.of(sweepIds.toArray(new String[0])), (row, number) -> view(row));
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

    /// Events after a number, oldest first.
    Page<SweepEvent> events(String sweepId, long after, boolean progress, int limit) {
        check(sweepId);
        List<SweepEvent> events = results.list("SELECT * FROM results.event WHERE sweep_id = ? AND seq > ?"
                + (progress ? "" : " AND kind <> 'PROGRESS'") + " ORDER BY seq LIMIT ?",
                List.of(sweepId, after, limit + 1),
                (row, number) -> event(row));
        return Page.of(events, limit, event -> String.valueOf(event.seq()), event -> event);
    }

    static SweepEvent event(ResultSet row) throws SQLException {
        return new SweepEvent(SweepEvent.SCHEMA, row.getString("sweep_id"), row.getLong("seq"), row.getLong("at"),
                SweepEvent.Kind.valueOf(row.getString("kind")), SweepStatus.valueOf(row.getString("status")),
                row.getLong("version"), row.getString("command_id"), row.getString("actor"), row.getString("message"),
                List.of(Json.read(row.getString("candidates"), Long[].class)),
                Json.read(row.getString("totals"), Totals.class));
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
        return new SweepView(row.getString("sweep_id"), row.getString("name"), status, row.getLong("version"),
                row.getLong("created_at"), Results.longOrNull(row, "launched_at"),
                Results.longOrNull(row, "rest_since"),
                Results.longOrNull(row, "event_at"), row.getString("message"), totals, board,
                status.isAtRest() && readable >= totals.settled());
    }

    // Settled runs between the newest event and the oldest one in the window before it; the planner reports progress as events.
    private double rate(SweepView sweep) {
        if (sweep.status() != SweepStatus.RUNNING && sweep.status() != SweepStatus.DRAINING) {
            return 0;
        }
        record Sample(long at, long settled) {}
        List<Sample> samples = results.list(
                "SELECT at, (totals->>'settled')::bigint FROM results.event WHERE sweep_id = ? ORDER BY seq DESC LIMIT ?",
                List.of(sweep.sweepId(), RATE_SAMPLES), (row, number) -> new Sample(row.getLong(1), row.getLong(2)));
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
