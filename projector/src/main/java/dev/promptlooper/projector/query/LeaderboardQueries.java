package dev.promptlooper.projector.query;

import org.springframework.jdbc.core.RowMapper;

import java.util.List;
import java.util.Optional;

/// Whole records of candidates, one or all of a sweep in the order of rank; `query.board` has the windows of a ranking.
final class LeaderboardQueries {

    private static final RowMapper<CandidateRow> MAPPER = (row, number) -> CandidateRow.of(row.getString("stats"),
            row.getLong("rank"), row.getBoolean("pruned"), row.getBoolean("pinned"));

    private final Results results;

    LeaderboardQueries(Results results) {
        this.results = results;
    }

    /// One candidate of a sweep, if its row has arrived.
    Optional<CandidateRow> find(String sweepId, long candidateIndex) {
        return results.first(
                """
                        SELECT s.stats, NULL::bigint AS rank, coalesce(m.pruned, false) AS pruned, coalesce(m.pinned, false) AS pinned
                        FROM results.candidate_stats s LEFT JOIN results.candidate_mark m USING (sweep_id, candidate_index)
                        WHERE s.sweep_id = ? AND s.candidate_index = ?""",
                List.of(sweepId, candidateIndex),
                (row, number) -> CandidateRow.of(row.getString("stats"), Results.longOrNull(row, "rank"),
                        row.getBoolean("pruned"), row.getBoolean("pinned")));
    }

    /// The statement of an export: every row in order of rank. One parameter: the sweep.
    static String exportSql() {
        return """
                SELECT s.stats, r.rank, coalesce(m.pruned, false) AS pruned, coalesce(m.pinned, false) AS pinned
                FROM (SELECT sweep_id, candidate_index,
                        row_number() OVER (ORDER BY feasible DESC, sort_key DESC NULLS LAST, candidate_index) AS rank
                    FROM results.candidate WHERE sweep_id = ?) r
                JOIN results.candidate_stats s USING (sweep_id, candidate_index)
                LEFT JOIN results.candidate_mark m USING (sweep_id, candidate_index) ORDER BY r.rank""";
    }

    static RowMapper<CandidateRow> mapper() {
        return MAPPER;
    }
}
