package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.database.BodyStore;
import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.projector.query.Results.Where;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs of a sweep, and one run whole.
public final class RunQueries {

    /// Orders; a leading `-` turns one around. `RUN` is candidate, case, repeat.
    enum Sort {
        RUN(null, null), TIME("scored_at", "bigint"), LATENCY("latency_ms", "bigint"), COST("cost_usd",
                "float8"), TOKENS("prompt_tokens + completion_tokens", "bigint"), CASE("case_index",
                        "bigint"), METRIC(
                                "(SELECT (x->>'value')::float8 FROM jsonb_array_elements(scores) x WHERE x->>'metric' = ? LIMIT 1)",
                                "float8");

        private final @Nullable String expression;
        private final @Nullable String type;

        Sort(@Nullable String expression, @Nullable String type) {
            this.expression = expression;
            this.type = type;
        }
    }

    /// What is asked of one metric of a run.
    enum Verdict {
        PASS, FAIL, UNSCORED
    }

    /// Null admits all.
    record Filter(RunScored.@Nullable Status status, @Nullable Long candidate, @Nullable String caseId,
            @Nullable String prompt, @Nullable String model, @Nullable FailureClass failure,
            @Nullable AnswerSource source, @Nullable String metric,
            @Nullable Verdict verdict) {

        Filter {
            if (verdict != null && metric == null) {
                throw Problem.badParameter("verdict", verdict.name(), "needs 'metric' beside it, the name of a scorer");
            }
        }

        boolean isEmpty() {
            return status == null && candidate == null && caseId == null && prompt == null && model == null
                    && failure == null && source == null && verdict == null;
        }

        Where where(String sweepId) {
            Where where = new Where().and("status = ?", status)
                    .and("candidate_index = ?", candidate)
                    .and("case_id = ?", caseId)
                    .and("failure = ?", failure)
                    .and("source = ?", source);
            if (prompt != null) {
                where.and("candidate_index IN (SELECT candidate_index FROM results.candidate WHERE sweep_id = ?",
                        sweepId)
                        .and("prompt = ?)", prompt);
            }
            if (model != null) {
                where.and("candidate_index IN (SELECT candidate_index FROM results.candidate WHERE sweep_id = ?",
                        sweepId)
                        .and("endpoint || '/' || model = ?)", model);
            }
            if (failure != null) {
                where.and("status = 'FAILED'"); // so that the partial index can be used
            }
            if (verdict != null && metric != null) {
                switch (verdict) {
                    case PASS ->
                        where.and("scores @> ?::jsonb", Json.write(List.of(Map.of("metric", metric, "pass", true))));
                    case FAIL ->
                        where.and("scores @> ?::jsonb", Json.write(List.of(Map.of("metric", metric, "pass", false))));
                    case UNSCORED -> where.and("status = 'DONE'")
                            .and("NOT jsonb_path_exists(scores, '$[*] ? (@.metric == $m && exists(@.value))', ?::jsonb)",
                                    Json.write(Map.of("m", metric)));
                }
            }
            return where;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(RunQueries.class);
    private static final long COUNTED = 100_000;
    private static final List<String> TIES = List.of("candidate_index:bigint", "case_index:bigint", "repeat:integer");

    private final Results results;
    private final SweepQueries sweeps;
    private final LeaderboardQueries candidates;
    private final Exchanges exchanges;

    RunQueries(Results results, SweepQueries sweeps, LeaderboardQueries candidates, BodyStore bodies) {
        this.results = results;
        this.sweeps = sweeps;
        this.candidates = candidates;
        this.exchanges = new Exchanges(results, bodies);
    }

    /// @param total      runs that match, counted up to [#COUNTED] when there is a filter
    /// @param totalExact false when there are more
    record RunPage(List<RunView> items, @Nullable String next, long total, boolean totalExact) {}

    /// @param metric name of the metric for [Sort#METRIC]
    /// @param offset rows to skip; not together with `after`
    RunPage page(String sweepId, Filter filter, Sort sort, boolean descending, @Nullable String metric, int limit,
            @Nullable Long offset, @Nullable String after) {
        if (offset != null && after != null) {
            throw Problem.badParameter("offset", String.valueOf(offset), "does not go together with 'after'");
        }
        Keyset order = new Keyset((descending ? "-" : "") + sort + (sort == Sort.METRIC ? ":" + metric : ""), sort.type,
                descending, TIES);
        List<@Nullable Object> parameters = new ArrayList<>();
        if (sort == Sort.METRIC) {
            parameters.add(metric);
        }
        parameters.add(sweepId);
        Where where = filter.where(sweepId);
        parameters.addAll(where.parameters());
        String value = sort.expression == null ? "NULL" : sort.expression;
        String condition = order.after(after, parameters);
        String inner = "SELECT * FROM (SELECT r.*, " + value
                + " AS sort_value FROM results.run r WHERE sweep_id = ? AND "
                + where.sql() + ") v WHERE " + condition + " ORDER BY " + order.orderBy() + " LIMIT ? OFFSET ?";
        parameters.add(limit + 1);
        parameters.add(offset == null ? 0L : offset);
        record Row(RunView view, @Nullable Object sortValue) {}
        List<Row> rows = results.list(withCandidate(inner) + " ORDER BY " + order.orderBy(), parameters,
                (row, number) -> new Row(java.util.Objects.requireNonNull(RunView.MAPPER.mapRow(row, number)),
                        row.getObject("sort_value")));
        Page<RunView> shown = Page.of(rows, limit, row -> {
            RunView run = row.view();
            return sort.type == null
                    ? order.cursor(run.candidateIndex(), run.caseIndex(), run.repeat())
                    : order.cursor(row.sortValue(), run.candidateIndex(), run.caseIndex(), run.repeat());
        }, Row::view);
        long total = total(sweepId, filter);
        return filter.isEmpty()
                ? new RunPage(shown.items(), shown.next(), total, true)
                : new RunPage(shown.items(), shown.next(), Math.min(total, COUNTED), total <= COUNTED);
    }

    private long total(String sweepId, Filter filter) {
        if (filter.isEmpty()) {
            return results.first("SELECT runs FROM results.sweep_count WHERE sweep_id = ?", List.of(sweepId),
                    (row, number) -> row.getLong(1)).orElse(0L);
        }
        Where where = filter.where(sweepId);
        List<@Nullable Object> parameters = new ArrayList<>();
        parameters.add(sweepId);
        parameters.addAll(where.parameters());
        parameters.add(COUNTED + 1);
        return results.first("SELECT count(*) FROM (SELECT FROM results.run r WHERE sweep_id = ? AND " + where.sql()
                + " LIMIT ?) x", parameters, (row, number) -> row.getLong(1)).orElse(0L);
    }

    /// The runs of a statement with what their candidates are.
    static String withCandidate(String runs) {
        return "SELECT q.*, c.candidate_id, c.prompt, c.endpoint || '/' || c.model AS model, c.params FROM (" + runs
                + ") q LEFT JOIN LATERAL (SELECT candidate_id, prompt, endpoint, model, params FROM results.candidate k"
                + " WHERE k.sweep_id = q.sweep_id AND k.candidate_index = q.candidate_index) c ON TRUE";
    }

    /// @throws Problem 404
    RunView.Detail get(String runId) {
        String[] parts = runId.split("\\.");
        Optional<RunView> found = Optional.empty();
        String sweepId = "";
        try {
            if (parts.length >= 4) {
                int n = parts.length;
                sweepId = String.join(".", List.of(parts).subList(0, n - 3));
                found = results.first(withCandidate(
                        "SELECT * FROM results.run WHERE sweep_id = ? AND candidate_index = ? AND case_index = ? AND repeat = ?"),
                        List.of(sweepId, Long.valueOf(parts[n - 3]), Long.valueOf(parts[n - 2]),
                                Integer.valueOf(parts[n - 1])),
                        RunView.MAPPER);
            }
        } catch (NumberFormatException e) {
            LOG.debug("not the id of a run: {}", runId);
        }
        RunView run = found.orElseThrow(() -> Problem.notFound("run", runId));
        SweepDefinition definition = sweeps.definition(sweepId);
        RunView.Context context = definition == null
                ? null
                : new RunView.Context(sweepId, definition.name(), definition.dataset(), definition.scorers(),
                        definition.objective());
        Optional<Exchanges.Exchange> exchange = exchanges.of(run);
        CandidateRow candidate = candidates.find(sweepId, run.candidateIndex()).orElse(null);
        RunView.Provenance provenance = definition == null || candidate == null
                ? null
                : RunView.Provenance.of(definition, candidate, run);
        return new RunView.Detail(sweepId, run, candidate, neighbour(sweepId, run, "<", " DESC"),
                neighbour(sweepId, run, ">", ""), provenance,
                exchange.map(Exchanges.Exchange::answer).orElse(null),
                exchange.map(Exchanges.Exchange::request).orElse(null), context);
    }

    /// A run with its answer.
    ///
    /// @param output    the whole text, or its beginning; absent when the run failed
    /// @param truncated whether it is the beginning only; absent when the run failed
    public record Output(RunView run, @Nullable String output, @Nullable Boolean truncated) {}

    /// The runs of one candidate on one case, by repeat.
    public List<Output> outputs(String sweepId, long candidate, String caseId) {
        String runs = withCandidate(
                "SELECT * FROM results.run WHERE sweep_id = ? AND candidate_index = ? AND case_id = ? ORDER BY repeat LIMIT 100");
        return results.list(runs + " ORDER BY q.repeat", List.of(sweepId, candidate, caseId), RunView.MAPPER)
                .stream()
                .map(run -> exchanges.of(run)
                        .map(exchange -> new Output(run, exchange.answer().output(), exchange.answer().truncated()))
                        .orElse(new Output(run, null, null)))
                .toList();
    }

    private @Nullable String neighbour(String sweepId, RunView run, String compare, String direction) {
        return results.first("SELECT candidate_index, case_index, repeat FROM results.run WHERE sweep_id = ?"
                + " AND (candidate_index, case_index, repeat) " + compare + " (?, ?, ?) ORDER BY candidate_index"
                + direction + ", case_index" + direction + ", repeat" + direction + " LIMIT 1",
                List.of(sweepId, run.candidateIndex(), run.caseIndex(), run.repeat()),
                (row, number) -> sweepId + "." + row.getLong(1) + "." + row.getLong(2) + "." + row.getInt(3))
                .orElse(null);
    }
}
