package dev.promptlooper.projector.query.pace;

import dev.promptlooper.contracts.event.SweepEvent.Totals;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.projector.query.Problem;
import dev.promptlooper.projector.query.Results;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Reads what the projection counted while it wrote.
final class PaceQueries {

    /// What of a sweep's time is asked for.
    enum Window {
        M1(Duration.ofMinutes(1)), M5(Duration.ofMinutes(5)), M15(Duration.ofMinutes(15)), H1(Duration.ofHours(1)), ALL(
                Duration.ZERO);

        private final Duration length;

        Window(Duration length) {
            this.length = length;
        }
    }

    /// @param kind    `failure` or `scorer`
    /// @param cause   failure class, or name of the metric
    /// @param message what the newest of them says
    /// @param runId   the newest of them
    record Cause(String kind, String cause, long count, @Nullable String message, @Nullable Long lastAt,
            String runId) {}

    /// @param exact false when unscored runs were counted up to a limit
    record Errors(long runs, long failed, boolean exact, List<Cause> items) {}

    /// @param sweeps sweeps that asked it
    /// @param lastAt newest figures
    record Spend(String endpoint, String model, double usd, long runs, long failed, long hits, long sweeps,
            long lastAt) {}

    /// @param usd over all
    record SpendList(double usd, List<Spend> items) {}

    private static final long RATE_SLOTS = 3;
    private static final int UNSCORED = 20_000;

    private final Results results;
    private final InstantSource clock;

    PaceQueries(Results results, InstantSource clock) {
        this.results = results;
        this.clock = clock;
    }

    private record Sweep(SweepStatus status, Totals totals, @Nullable Double budgetUsd) {}

    private record Span(long first, long last) {}

    /// @throws Problem 404
    Series series(String sweepId, Window window, int points) {
        Sweep sweep = sweep(sweepId);
        Span span = results.first(
                "SELECT coalesce(min(slot), -1), coalesce(max(slot), -1) FROM results.pace WHERE sweep_id = ? AND runs > 0",
                List.of(sweepId), (row, number) -> new Span(row.getLong(1), row.getLong(2))).orElse(new Span(-1, -1));
        if (span.last() < 0) {
            long now = clock.millis() / Series.SLOT_MS * Series.SLOT_MS;
            return new Series(now, now, Series.SLOT_MS, List.of(), forecast(sweep, 0));
        }
        long end = (span.last() + 1) * Series.SLOT_MS;
        long begin = span.first() * Series.SLOT_MS;
        if (window != Window.ALL) {
            begin = Math.max(begin, end - window.length.toMillis());
        }
        long step = Series.step(end - begin, points);
        long from = Math.floorDiv(begin, step) * step;
        // One point more than was asked for would be too many; the newest ones stay.
        long to = Math.ceilDiv(end, step) * step;
        from = Math.max(from, to - step * points);
        List<Series.Count> counts = results.list("""
                SELECT slot * 10000 / ? * ? AS step, latency_bin, sum(runs), sum(failed), sum(hits), sum(paid_nanos)
                FROM results.pace WHERE sweep_id = ? AND slot >= ? GROUP BY step, latency_bin""",
                List.of(step, step, sweepId, from / Series.SLOT_MS),
                (row, number) -> new Series.Count(row.getLong(1), row.getInt(2), row.getLong(3), row.getLong(4),
                        row.getLong(5), row.getLong(6)));
        long before = results
                .first("SELECT coalesce(sum(paid_nanos), 0) FROM results.pace WHERE sweep_id = ? AND slot < ?",
                        List.of(sweepId, from / Series.SLOT_MS), (row, number) -> row.getLong(1))
                .orElse(0L);
        return Series.of(counts, from, to, step, before, forecast(sweep, rate(sweepId, sweep)));
    }

    private Sweep sweep(String sweepId) {
        return results.first("""
                SELECT coalesce(status, 'PENDING') AS status, totals, definition->'budget' AS budget
                FROM results.sweep WHERE sweep_id = ?""", List.of(sweepId), (row, number) -> {
            String totals = row.getString("totals");
            String budget = row.getString("budget");
            return new Sweep(SweepStatus.valueOf(row.getString("status")),
                    totals == null ? Totals.ZERO : Json.read(totals, Totals.class),
                    budget == null ? null : Json.read(budget, Budget.class).usd());
        }).orElseThrow(() -> Problem.notFound("sweep", sweepId));
    }

    private static Series.Forecast forecast(Sweep sweep, double rate) {
        return Series.Forecast.of(sweep.totals().spentUsd(), sweep.budgetUsd(), sweep.totals().planned(),
                sweep.totals().settled(), rate);
    }

    /// Over the last whole slots; 0 when nothing moves.
    private double rate(String sweepId, Sweep sweep) {
        if (sweep.status() != SweepStatus.RUNNING && sweep.status() != SweepStatus.DRAINING) {
            return 0;
        }
        long now = clock.millis() / Series.SLOT_MS;
        long runs = results
                .first("SELECT coalesce(sum(runs), 0) FROM results.pace WHERE sweep_id = ? AND slot >= ? AND slot < ?",
                        List.of(sweepId, now - RATE_SLOTS, now), (row, number) -> row.getLong(1))
                .orElse(0L);
        return runs * 1_000.0 / (RATE_SLOTS * Series.SLOT_MS);
    }

    /// @throws Problem 404
    Errors errors(String sweepId) {
        Sweep sweep = sweep(sweepId);
        List<Cause> causes = new ArrayList<>(results.list("""
                SELECT f.failure, f.n, l.* FROM (SELECT failure, count(*) AS n FROM results.run
                    WHERE sweep_id = ? AND status = 'FAILED' GROUP BY failure) f
                CROSS JOIN LATERAL (SELECT message, scored_at, candidate_index, case_index, repeat FROM results.run r
                    WHERE r.sweep_id = ? AND r.status = 'FAILED' AND r.failure IS NOT DISTINCT FROM f.failure
                    ORDER BY scored_at DESC LIMIT 1) l""", List.of(sweepId, sweepId),
                (row, number) -> new Cause("failure",
                        row.getString("failure") == null ? "INTERNAL" : row.getString("failure"), row.getLong("n"),
                        row.getString("message"), row.getLong("scored_at"), runId(sweepId, row))));
        long failed = causes.stream().mapToLong(Cause::count).sum();
        long[] seen = {0};
        causes.addAll(results.list(
                """
                        SELECT metric, count(*) AS n, max(total) AS total, (array_agg(error ORDER BY scored_at DESC))[1] AS message,
                            max(scored_at) AS scored_at, (array_agg(candidate_index ORDER BY scored_at DESC))[1] AS candidate_index,
                            (array_agg(case_index ORDER BY scored_at DESC))[1] AS case_index,
                            (array_agg(repeat ORDER BY scored_at DESC))[1] AS repeat
                        FROM (SELECT r.*, x->>'metric' AS metric, x->>'error' AS error, count(*) OVER () AS total
                            FROM (SELECT * FROM results.run WHERE sweep_id = ? AND scores @?? '$[*].error'
                                ORDER BY scored_at DESC LIMIT ?) r, jsonb_array_elements(r.scores) x WHERE x ?? 'error') y
                        GROUP BY metric""",
                List.of(sweepId, UNSCORED),
                (row, number) -> {
                    seen[0] = row.getLong("total");
                    return new Cause("scorer", row.getString("metric"), row.getLong("n"), row.getString("message"),
                            row.getLong("scored_at"), runId(sweepId, row));
                }));
        causes.sort(java.util.Comparator.comparingLong(Cause::count).reversed().thenComparing(Cause::cause));
        return new Errors(sweep.totals().settled(), failed, seen[0] < UNSCORED, causes);
    }

    private static String runId(String sweepId, java.sql.ResultSet row) throws java.sql.SQLException {
        return sweepId + "." + row.getLong("candidate_index") + "." + row.getLong("case_index") + "."
                + row.getInt("repeat");
    }

    /// What was paid, by endpoint and model, the dearest first.
    SpendList spend(@Nullable String endpoint) {
        Results.Where where = new Results.Where().and("endpoint = ?", endpoint);
        List<Spend> items = results.list(
                "SELECT endpoint, model, sum(paid_usd) AS usd, sum(runs) AS runs, sum(failed) AS failed,"
                        + " sum(hits) AS hits, count(DISTINCT sweep_id) AS sweeps, max(updated_at) AS last_at FROM results.candidate WHERE "
                        + where.sql() + " GROUP BY endpoint, model ORDER BY usd DESC, endpoint, model LIMIT 1000",
                where.parameters(),
                (row, number) -> new Spend(row.getString("endpoint"), row.getString("model"), row.getDouble("usd"),
                        row.getLong("runs"), row.getLong("failed"), row.getLong("hits"), row.getLong("sweeps"),
                        row.getLong("last_at")));
        return new SpendList(items.stream().mapToDouble(Spend::usd).sum(), items);
    }
}
