package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepEvent.Totals;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.projector.query.Results.Where;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The log of a sweep.
final class EventQueries {

    private final Results results;

    EventQueries(Results results) {
        this.results = results;
    }

    /// Which events of a sweep are read; null admits all.
    ///
    /// @param after    only larger numbers, oldest first; 0 for all
    /// @param before   only smaller numbers, newest first; null for the other direction
    /// @param progress whether mere progress is among them
    /// @param kinds    only these; empty admits all
    /// @param actor    only what this actor caused
    record Filter(long after, @Nullable Long before, boolean progress, Set<SweepEvent.Kind> kinds,
            @Nullable String actor) {

        Filter {
            if (before != null && after > 0) {
                throw Problem.badParameter("before", String.valueOf(before), "does not go together with 'after'");
            }
        }
    }

    /// A page of events; `next` is the number to go on after (or before).
    Page<SweepEvent> page(String sweepId, Filter filter, int limit) {
        Where where = new Where().and("sweep_id = ?", sweepId)
                .and("seq > ?", filter.after())
                .and("seq < ?", filter.before())
                .and("actor = ?", filter.actor());
        if (!filter.progress()) {
            where.and("kind <> 'PROGRESS'");
        }
        if (!filter.kinds().isEmpty()) {
            where.and("kind = ANY (?::text[])", filter.kinds().stream().map(Enum::name).toArray(String[]::new));
        }
        List<@Nullable Object> parameters = new ArrayList<>(where.parameters());
        parameters.add(limit + 1);
        List<SweepEvent> events = results.list("SELECT * FROM results.event WHERE " + where.sql() + " ORDER BY seq"
                + (filter.before() == null ? "" : " DESC") + " LIMIT ?", parameters, (row, number) -> event(row));
        return Page.of(events, limit, event -> String.valueOf(event.seq()), event -> event);
    }

    static SweepEvent event(ResultSet row) throws SQLException {
        return new SweepEvent(SweepEvent.SCHEMA, row.getString("sweep_id"), row.getLong("seq"), row.getLong("at"),
                SweepEvent.Kind.valueOf(row.getString("kind")), SweepStatus.valueOf(row.getString("status")),
                row.getLong("version"), row.getString("command_id"), row.getString("actor"), row.getString("message"),
                List.of(Json.read(row.getString("candidates"), Long[].class)),
                Json.read(row.getString("totals"), Totals.class), steps(row.getString("steps")));
    }

    private static @Nullable List<SweepEvent.Step> steps(@Nullable String json) {
        return json == null ? null : List.of(Json.read(json, SweepEvent.Step[].class));
    }
}
