package dev.promptlooper.projector.projection;

import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.projector.projection.Upsert.ColumnList;

import java.util.Objects;

/// How records about a sweep as a whole become rows. `db/results/V1__results.sql` has the tables.
final class SweepTables {

    static final Upsert<SweepDefinition> DEFINITION = new ColumnList<SweepDefinition>()
            .text("sweep_id", (r, o) -> r.sweepId())
            .text("name", (r, o) -> r.name())
            .text("experiment_id", (r, o) -> r.experimentId())
            .int8("created_at", (r, o) -> r.createdAt())
            .json("definition", (r, o) -> r)
            .int8("definition_offset", (r, o) -> o)
            .build("""
                     INSERT INTO results.sweep AS t ({columns}) SELECT {values} FROM s
                    ON CONFLICT (sweep_id) DO UPDATE SET name = excluded.name, experiment_id = excluded.experiment_id,
                        created_at = excluded.created_at, definition = excluded.definition,
                        definition_offset = excluded.definition_offset
                    WHERE t.definition_offset < excluded.definition_offset""");

    static final Upsert<SweepEvent> EVENT = new ColumnList<SweepEvent>()
            .text("sweep_id", (r, o) -> r.sweepId())
            .int8("seq", (r, o) -> r.seq())
            .int8("at", (r, o) -> r.at())
            .text("kind", (r, o) -> r.kind().name())
            .text("status", (r, o) -> r.status().name())
            .int8("version", (r, o) -> r.version())
            .text("command_id", (r, o) -> r.commandId())
            .text("actor", (r, o) -> r.actor())
            .text("message", (r, o) -> r.message())
            .json("candidates", (r, o) -> r.candidates())
            .json("totals", (r, o) -> Objects.requireNonNull(r.totals(), "totals"))
            .json("steps", (r, o) -> r.steps())
            .int8("src_offset", (r, o) -> o)
            .replacing("event", "sweep_id, seq");

    static final Upsert<SweepState> STATE = new ColumnList<SweepState>()
            .text("sweep_id", (r, o) -> r.last().sweepId())
            .int8("created_at", (r, o) -> r.firstAt())
            .text("status", (r, o) -> r.last().status().name())
            .int8("version", (r, o) -> r.last().version())
            .int8("event_seq", (r, o) -> r.last().seq())
            .text("message", (r, o) -> r.message())
            .json("totals", (r, o) -> r.last().totals())
            .int8("event_at", (r, o) -> r.last().at())
            .int8("launched_at", (r, o) -> r.launchedAt())
            .int8("rest_since", (r, o) -> r.restSince())
            .bool("archived", (r, o) -> r.archived())
            .bool("rest_from_start", (r, o) -> r.restFromStart())
            .int8("event_offset", (r, o) -> o)
            .build("""
                     INSERT INTO results.sweep AS t (sweep_id, created_at, status, version, event_seq, message, totals,
                        event_at, launched_at, archived, rest_since, event_offset)
                    SELECT sweep_id, created_at, status, version, event_seq, message, totals::json, event_at, launched_at, archived,
                        CASE WHEN rest_from_start
                            THEN coalesce((SELECT o.rest_since FROM results.sweep o WHERE o.sweep_id = s.sweep_id), rest_since)
                            ELSE rest_since END, event_offset FROM s
                    ON CONFLICT (sweep_id) DO UPDATE SET status = excluded.status, version = excluded.version,
                        event_seq = excluded.event_seq, message = coalesce(excluded.message, t.message),
                        totals = excluded.totals, event_at = excluded.event_at,
                        launched_at = coalesce(t.launched_at, excluded.launched_at), rest_since = excluded.rest_since,
                        archived = coalesce(excluded.archived, t.archived),
                        event_offset = excluded.event_offset
                    WHERE t.event_offset < excluded.event_offset""");

    static final Upsert<CandidateMark> MARK = new ColumnList<CandidateMark>()
            .text("sweep_id", (r, o) -> r.sweepId())
            .int8("candidate_index", (r, o) -> r.candidateIndex())
            .bool("pruned", (r, o) -> r.pruned())
            .bool("pinned", (r, o) -> r.pinned())
            .int8("src_offset", (r, o) -> o)
            .build("""
                     INSERT INTO results.candidate_mark AS t ({columns}) SELECT {values} FROM s
                    ON CONFLICT (sweep_id, candidate_index) DO UPDATE SET
                        pruned = coalesce(excluded.pruned, t.pruned), pinned = coalesce(excluded.pinned, t.pinned),
                        src_offset = excluded.src_offset
                    WHERE t.src_offset < excluded.src_offset""");

    static final Upsert<Verdict> VERDICT = new ColumnList<Verdict>()
            .text("sweep_id", (r, o) -> r.sweepId())
            .int8("revision", (r, o) -> r.revision())
            .json("verdict", (r, o) -> r)
            .int8("src_offset", (r, o) -> o)
            .replacing("verdict", "sweep_id");

    private SweepTables() {}
}
