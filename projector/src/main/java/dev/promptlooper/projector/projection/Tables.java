package dev.promptlooper.projector.projection;

import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.event.DeadLetter;
import dev.promptlooper.contracts.event.Leaderboard;
import dev.promptlooper.contracts.event.ResponseRecorded;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.Text;
import dev.promptlooper.projector.projection.Upsert.ColumnList;
import dev.promptlooper.projector.projection.Upsert.Kind;

import java.util.Objects;

/// How records of runs and candidates become rows, and dead letters; [SweepTables] has the rest. `db/results/V1__results.sql` has
/// the tables.
final class Tables {

    /// A run row narrows a run.scored record. A duplicate or re-scored run replaces the figures of the old one, but what was paid
    /// stays: the second delivery of a paid run arrives as a hit, and would otherwise erase the payment. [Batch] folds by the
    /// same rule.
    static final Upsert<RunScored> RUN = new ColumnList<RunScored>()
            .text("sweep_id", (r, o) -> r.run().sweepId())
            .int8("candidate_index", (r, o) -> r.run().candidate().index())
            .int8("case_index", (r, o) -> r.run().caseIndex())
            .int4("repeat", (r, o) -> r.run().repeat())
            .text("case_id", (r, o) -> r.run().caseId())
            .text("config_hash", (r, o) -> r.configHash())
            .text("status", (r, o) -> r.status().name())
            .text("source", (r, o) -> r.source())
            .text("failure", (r, o) -> r.failure())
            .text("message", (r, o) -> r.message())
            .column("scores", Kind.JSONB, (r, o) -> r.scores())
            .int8("prompt_tokens", (r, o) -> r.usage().promptTokens())
            .int8("completion_tokens", (r, o) -> r.usage().completionTokens())
            .bool("tokens_estimated", (r, o) -> r.usage().estimated())
            .float8("cost_usd", (r, o) -> r.costUsd())
            .float8("paid_usd", (r, o) -> r.paidUsd())
            .int8("paid_tokens", (r, o) -> r.paidTokens())
            .int4("paid_calls", (r, o) -> r.paidCalls())
            .int8("latency_ms", (r, o) -> r.latencyMs())
            .int4("attempts", (r, o) -> r.attempts())
            .int8("scored_at", (r, o) -> r.scoredAt())
            .int8("src_offset", (r, o) -> o)
            .build("""
                    , w AS (INSERT INTO results.run AS t ({columns}) SELECT {values} FROM s
                        ON CONFLICT (sweep_id, candidate_index, case_index, repeat) DO UPDATE SET
                            case_id = excluded.case_id, config_hash = excluded.config_hash, status = excluded.status,
                            source = CASE WHEN t.paid_calls > excluded.paid_calls THEN t.source ELSE excluded.source END,
                            failure = excluded.failure, message = excluded.message, scores = excluded.scores,
                            prompt_tokens = excluded.prompt_tokens, completion_tokens = excluded.completion_tokens,
                            tokens_estimated = excluded.tokens_estimated, cost_usd = excluded.cost_usd,
                            paid_usd = greatest(t.paid_usd, excluded.paid_usd),
                            paid_tokens = greatest(t.paid_tokens, excluded.paid_tokens),
                            paid_calls = greatest(t.paid_calls, excluded.paid_calls),
                            latency_ms = excluded.latency_ms, attempts = excluded.attempts,
                            scored_at = excluded.scored_at, src_offset = excluded.src_offset
                        WHERE t.src_offset < excluded.src_offset
                        RETURNING new.sweep_id, old.sweep_id IS NULL AS inserted, old.scored_at AS old_at,
                            old.latency_ms AS old_latency, old.status AS old_status, old.source AS old_source,
                            old.paid_usd AS old_paid, new.scored_at, new.latency_ms, new.status, new.source, new.paid_usd)
                    , moved AS (SELECT sweep_id, 1 AS sign, scored_at, latency_ms, status, source, paid_usd FROM w
                        UNION ALL
                        SELECT sweep_id, -1, old_at, old_latency, old_status, old_source, old_paid FROM w WHERE NOT inserted)
                    , paced AS (INSERT INTO results.pace AS p (sweep_id, slot, latency_bin, runs, failed, hits, paid_nanos)
                        SELECT sweep_id, scored_at / 10000 AS slot,
                            CASE WHEN source = 'CALL' AND latency_ms IS NOT NULL
                                THEN floor(ln(latency_ms::float8 + 1) / 0.1823215567939546)::integer ELSE -1 END AS bin,
                            sum(sign), coalesce(sum(sign) FILTER (WHERE status = 'FAILED'), 0),
                            coalesce(sum(sign) FILTER (WHERE source IN ('HIT', 'JOINED')), 0),
                            sum(sign * round(paid_usd * 1e9)::bigint)
                        FROM moved GROUP BY sweep_id, slot, bin ORDER BY sweep_id, slot, bin
                        ON CONFLICT (sweep_id, slot, latency_bin) DO UPDATE SET runs = p.runs + excluded.runs,
                            failed = p.failed + excluded.failed, hits = p.hits + excluded.hits,
                            paid_nanos = p.paid_nanos + excluded.paid_nanos)
                    INSERT INTO results.sweep_count AS c (sweep_id, runs)
                        SELECT sweep_id, count(*) FROM w WHERE inserted GROUP BY sweep_id
                        ON CONFLICT (sweep_id) DO UPDATE SET runs = c.runs + excluded.runs""");

    static final Upsert<ResponseRecorded> RESPONSE = new ColumnList<ResponseRecorded>()
            .text("config_hash", (r, o) -> r.configHash())
            .text("endpoint", (r, o) -> r.endpoint())
            .text("endpoint_url", (r, o) -> r.endpointUrl())
            .text("model", (r, o) -> r.model())
            .text("body", (r, o) -> r.body())
            .text("output", (r, o) -> switch (Objects.requireNonNull(r.answer().output(), "answer.output")) {
                case Text.Inline(String value) -> value;
                case Text.Stored stored -> stored.preview();
            })
            .text("output_sha256", (r, o) -> r.answer().output() instanceof Text.Stored stored ? stored.sha256() : null)
            .int8("output_bytes", (r, o) -> r.answer().output() instanceof Text.Stored stored ? stored.bytes() : null)
            .text("tool_calls", (r, o) -> r.answer().toolCalls())
            .text("finish_reason", (r, o) -> r.answer().finishReason())
            .text("response_model", (r, o) -> r.answer().responseModel())
            .int8("prompt_tokens", (r, o) -> r.answer().usage().promptTokens())
            .int8("completion_tokens", (r, o) -> r.answer().usage().completionTokens())
            .bool("tokens_estimated", (r, o) -> r.answer().usage().estimated())
            .float8("cost_usd", (r, o) -> r.answer().costUsd())
            .int8("latency_ms", (r, o) -> r.answer().latencyMs())
            .json("attempts", (r, o) -> r.answer().attempts())
            .int8("answered_at", (r, o) -> r.answer().answeredAt())
            .int8("src_offset", (r, o) -> o)
            .replacing("response", "config_hash");

    static final Upsert<CandidateStats> CANDIDATE = candidate();

    static final Upsert<Leaderboard> LEADERBOARD = new ColumnList<Leaderboard>()
            .text("sweep_id", (r, o) -> r.sweepId())
            .int8("revision", (r, o) -> r.revision())
            .int8("at", (r, o) -> r.at())
            .text("metric", (r, o) -> r.metric())
            .bool("maximize", (r, o) -> r.maximize())
            .int8("runs", (r, o) -> r.runs())
            .int8("failed", (r, o) -> r.failed())
            .int8("hits", (r, o) -> r.hits())
            .float8("paid_usd", (r, o) -> r.paidUsd())
            .int8("candidates", (r, o) -> r.candidates())
            .json("top", (r, o) -> r.top())
            .int8("src_offset", (r, o) -> o)
            .replacing("leaderboard", "sweep_id");

    static final Upsert<DeadLetter> DEAD_LETTER = new ColumnList<DeadLetter>()
            .text("service", (r, o) -> r.service())
            .text("topic", (r, o) -> r.topic())
            .int4("part", (r, o) -> r.partition())
            .int8("record_offset", (r, o) -> r.offset())
            .text("discriminator", (r, o) -> r.offset() < 0 ? String.valueOf(o) : "")
            .text("key_base64", (r, o) -> r.keyBase64())
            .text("value_base64", (r, o) -> r.valueBase64())
            .text("reason", (r, o) -> r.reason())
            .text("message", (r, o) -> r.message())
            .int8("at", (r, o) -> r.at())
            .int8("src_offset", (r, o) -> o)
            // The first report of a record stays: a second one is the same record, met again after a crash.
            .build("""
                    , w AS (INSERT INTO results.dead_letter AS t ({columns}) SELECT {values} FROM s
                        ON CONFLICT DO NOTHING RETURNING 1)
                    UPDATE results.projection SET dead_letters = dead_letters + (SELECT count(*) FROM w)
                        WHERE EXISTS (SELECT FROM w)""");

    private Tables() {}

    /// Whole records, for the rows of a page; as new as those of [#CANDIDATE], which are written in the same transaction.
    static final Upsert<CandidateStats> CANDIDATE_STATS = new ColumnList<CandidateStats>()
            .text("sweep_id", (r, o) -> r.sweepId())
            .int8("candidate_index", (r, o) -> r.candidate().index())
            .json("stats", (r, o) -> r)
            .int8("src_offset", (r, o) -> o)
            .replacing("candidate_stats", "sweep_id, candidate_index");

    private static Upsert<CandidateStats> candidate() {
        ColumnList<CandidateStats> builder = new ColumnList<CandidateStats>()
                .text("sweep_id", (r, o) -> r.sweepId())
                .int8("candidate_index", (r, o) -> r.candidate().index())
                .text("candidate_id", (r, o) -> r.candidate().id())
                .text("prompt", (r, o) -> r.candidate().prompt())
                .int4("prompt_version", (r, o) -> r.candidate().promptVersion())
                .text("endpoint", (r, o) -> r.candidate().endpoint())
                .text("model", (r, o) -> r.candidate().model())
                .json("params", (r, o) -> r.candidate().params())
                .int8("runs", (r, o) -> r.runs())
                .int8("n", (r, o) -> r.n())
                .int8("cases", (r, o) -> r.cases())
                .int8("failed", (r, o) -> r.failed())
                .int8("hits", (r, o) -> r.hits())
                .float8("score", (r, o) -> r.score())
                .float8("low", (r, o) -> r.low())
                .float8("high", (r, o) -> r.high())
                .float8("sort_key", (r, o) -> r.sortKey())
                .bool("feasible", (r, o) -> r.feasible())
                .bool("pareto", (r, o) -> r.pareto())
                .float8("pass_rate", (r, o) -> r.passRate())
                .float8("cost_usd", (r, o) -> r.costUsd())
                .float8("paid_usd", (r, o) -> r.paidUsd())
                .float8("latency_ms", (r, o) -> r.latency() == null ? null : r.latency().mean())
                .float8("p50", (r, o) -> r.latency() == null ? null : r.latency().p50())
                .float8("p95", (r, o) -> r.latency() == null ? null : r.latency().p95())
                .int8("updated_at", (r, o) -> r.updatedAt())
                .int8("src_offset", (r, o) -> o);
        // All parts of the statement see the table as it was before, so `old` has the figures that are being replaced.
        return builder.build("""
                , old AS (SELECT c.sweep_id, c.candidate_index, c.runs FROM results.candidate c
                    JOIN s ON s.sweep_id = c.sweep_id AND s.candidate_index = c.candidate_index)
                , w AS (%s RETURNING t.sweep_id, t.candidate_index, t.runs)
                INSERT INTO results.sweep_count AS c (sweep_id, candidates, candidate_runs)
                    SELECT w.sweep_id, count(*) - count(old.sweep_id), sum(w.runs - coalesce(old.runs, 0))
                        FROM w LEFT JOIN old USING (sweep_id, candidate_index) GROUP BY w.sweep_id
                    ON CONFLICT (sweep_id) DO UPDATE SET candidates = c.candidates + excluded.candidates,
                        candidate_runs = c.candidate_runs + excluded.candidate_runs""".formatted(
                builder.replace("candidate", "sweep_id, candidate_index")));
    }
}
