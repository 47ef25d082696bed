package dev.promptlooper.projector.query;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import tools.jackson.databind.util.RawValue;

import java.util.List;

/// A candidate in charts, columns and comparisons.
///
/// @param model     `endpoint/model`
/// @param rank      where the question was about a ranking, else absent
/// @param cost      mean price of an answer, dollars
/// @param latencyMs mean
/// @param p95       95th percentile of the latency, milliseconds
public record CandidateBrief(String sweepId, long candidateIndex, String candidateId, String prompt, int promptVersion,
        String model, @Nullable RawValue params, @Nullable Long rank, @Nullable Double score, @Nullable Double low,
        @Nullable Double high, long n, long cases, long runs, @Nullable Double cost, @Nullable Double latencyMs,
        @Nullable Double p95, @Nullable Double passRate) {

    /// Of a row of `results.candidate` with a column `rank` (which may be null).
    public static final RowMapper<CandidateBrief> MAPPER = (row, number) -> new CandidateBrief(
            row.getString("sweep_id"), row.getLong("candidate_index"), row.getString("candidate_id"),
            row.getString("prompt"), row.getInt("prompt_version"),
            row.getString("endpoint") + "/" + row.getString("model"),
            Results.json(row, "params"), Results.longOrNull(row, "rank"), Results.doubleOrNull(row, "score"),
            Results.doubleOrNull(row, "low"), Results.doubleOrNull(row, "high"), row.getLong("n"), row.getLong("cases"),
            row.getLong("runs"), Results.doubleOrNull(row, "cost_usd"), Results.doubleOrNull(row, "latency_ms"),
            Results.doubleOrNull(row, "p95"), Results.doubleOrNull(row, "pass_rate"));

    /// `prompt@version`, or the bare name of an inline prompt.
    public String promptRef() {
        return promptVersion == 0 ? prompt : prompt + "@" + promptVersion;
    }

    /// All candidates of a sweep with their ranks; one parameter, the sweep.
    public static final String RANKED = "SELECT c.*, row_number() OVER (ORDER BY feasible DESC, sort_key DESC NULLS LAST, candidate_index) AS rank"
            + " FROM results.candidate c WHERE c.sweep_id = ?";

    /// One candidate, without its rank.
    ///
    /// @throws Problem 404
    public static CandidateBrief read(Results results, String sweepId, long candidate) {
        return results.first(
                "SELECT c.*, NULL::bigint AS rank FROM results.candidate c WHERE sweep_id = ? AND candidate_index = ?",
                List.of(sweepId, candidate), MAPPER)
                .orElseThrow(() -> Problem.notFound("candidate", sweepId + "/" + candidate));
    }
}
