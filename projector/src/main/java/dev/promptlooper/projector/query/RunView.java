package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.event.Attempt;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.hash.CanonicalJson;
import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.sweep.DatasetRef;
import dev.promptlooper.contracts.sweep.Objective;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import tools.jackson.databind.util.RawValue;

import java.util.List;
import java.util.Map;

/// A run in a list. `scores` is a list of `{metric, value, pass, reason, error}`; candidate fields are absent for the moment
/// between a candidate's first run and its first figures.
public record RunView(String runId, long candidateIndex, @Nullable String candidateId, @Nullable String prompt,
        @Nullable String model, @Nullable RawValue params, String caseId, long caseIndex, int repeat, String status,
        @Nullable String source, @Nullable String failure, @Nullable String message, @Nullable RawValue scores,
        Usage usage, @Nullable Double costUsd, double paidUsd, long paidTokens, int paidCalls, @Nullable Long latencyMs,
        int attempts, long scoredAt, @Nullable String configHash) {

    public static final RowMapper<RunView> MAPPER = (row, number) -> new RunView(
            row.getString("sweep_id") + "." + row.getLong("candidate_index") + "." + row.getLong("case_index") + "."
                    + row.getInt("repeat"),
            row.getLong("candidate_index"), row.getString("candidate_id"), row.getString("prompt"),
            row.getString("model"), Results.json(row, "params"), row.getString("case_id"), row.getLong("case_index"),
            row.getInt("repeat"), row.getString("status"), row.getString("source"), row.getString("failure"),
            row.getString("message"), Results.json(row, "scores"),
            new Usage(row.getLong("prompt_tokens"), row.getLong("completion_tokens"),
                    row.getBoolean("tokens_estimated")),
            Results.doubleOrNull(row, "cost_usd"), row.getDouble("paid_usd"), row.getLong("paid_tokens"),
            row.getInt("paid_calls"), Results.longOrNull(row, "latency_ms"), row.getInt("attempts"),
            row.getLong("scored_at"), row.getString("config_hash"));

    /// What a model answered.
    ///
    /// @param output    the whole text; its beginning when `truncated`
    /// @param truncated the text is larger than a record and the body store does not have it (any more)
    public record Answer(String output, boolean truncated, @Nullable String toolCalls, @Nullable String finishReason,
            @Nullable String responseModel, Usage usage, @Nullable Double costUsd, long latencyMs,
            List<Attempt> attempts,
            long answeredAt) {}

    /// What was asked.
    ///
    /// @param body the request body, exactly as it was sent
    public record Request(String endpoint, String endpointUrl, String model, RawValue body) {}

    /// The part of the definition that explains a run.
    public record Context(String sweepId, String name, DatasetRef dataset, List<ScorerDefinition> scorers,
            Objective objective) {}

    /// What the answer followed from.
    ///
    /// @param promptHash SHA-256 of the canonical messages, as in the catalogue
    /// @param seed       of the request, when one was sent
    /// @param repeat     cache slot
    /// @param dataset    `name@version`
    record Provenance(@Nullable String configHash, String prompt, int promptVersion, @Nullable String promptHash,
            String model, Map<String, Object> params, @Nullable Number seed, int repeat, String dataset) {

        static Provenance of(SweepDefinition definition, CandidateRow candidate, RunView run) {
            String hash = definition.prompts()
                    .stream()
                    .filter(prompt -> prompt.name().equals(candidate.prompt())
                            && prompt.version() == candidate.promptVersion())
                    .findFirst()
                    .map(prompt -> ConfigHash.sha256(CanonicalJson.write(prompt.messages())))
                    .orElse(null);
            return new Provenance(run.configHash(), candidate.prompt(), candidate.promptVersion(), hash,
                    candidate.model(), candidate.params(),
                    candidate.params().get("seed") instanceof Number seed ? seed : null, run.repeat(),
                    definition.dataset().name() + "@" + definition.dataset().version());
        }
    }

    /// One run whole.
    ///
    /// @param run       as in a list
    /// @param candidate what was tried, with its figures; absent before its first figures
    /// @param answer    absent when the run failed, or when the cache entry was cleared
    /// @param previous  the run before it, in the order candidate, case, repeat
    /// @param next      the run after it
    /// @param request   absent together with the answer
    /// @param sweep     absent until the definition has arrived
    record Detail(String sweepId, RunView run, @Nullable CandidateRow candidate, @Nullable String previous,
            @Nullable String next, @Nullable Provenance provenance, @Nullable Answer answer,
            @Nullable Request request, @Nullable Context sweep) {}
}
