package dev.promptlooper.projector.projection;

import dev.promptlooper.projector.projection.Upsert.ColumnList;

/// The end of a key in a compacted topic: its row goes, as it would not come back in a rebuild.
///
/// @param key   key, or its part before the index
/// @param index candidate index for `candidate.stats`, else 0
record Tombstone(String key, long index) {

    static final Upsert<Tombstone> RESPONSE = columns()
            .build(" DELETE FROM results.response t USING s WHERE t.config_hash = s.key AND t.src_offset < s.src_offset");

    static final Upsert<Tombstone> LEADERBOARD = columns()
            .build(" DELETE FROM results.leaderboard t USING s WHERE t.sweep_id = s.key AND t.src_offset < s.src_offset");

    static final Upsert<Tombstone> VERDICT = columns()
            .build(" DELETE FROM results.verdict t USING s WHERE t.sweep_id = s.key AND t.src_offset < s.src_offset");

    static final Upsert<Tombstone> DEFINITION = columns().build("""
             UPDATE results.sweep t SET definition = NULL, definition_offset = s.src_offset FROM s
            WHERE t.sweep_id = s.key AND t.definition_offset < s.src_offset""");

    static final Upsert<Tombstone> CANDIDATE = columns().build("""
            , d AS (DELETE FROM results.candidate t USING s
                WHERE t.sweep_id = s.key AND t.candidate_index = s.index AND t.src_offset < s.src_offset
                RETURNING t.sweep_id, t.runs)
            , e AS (DELETE FROM results.candidate_stats t USING s
                WHERE t.sweep_id = s.key AND t.candidate_index = s.index AND t.src_offset < s.src_offset)
            UPDATE results.sweep_count c SET candidates = c.candidates - x.n, candidate_runs = c.candidate_runs - x.runs
                FROM (SELECT sweep_id, count(*) AS n, sum(runs) AS runs FROM d GROUP BY sweep_id) x
                WHERE c.sweep_id = x.sweep_id""");

    /// @throws IllegalArgumentException when the key is not `sweepId/candidateIndex`
    static Tombstone ofCandidate(String key) {
        int slash = key.lastIndexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException("the key must be sweepId/candidateIndex, was '" + key + "'");
        }
        return new Tombstone(key.substring(0, slash), Long.parseLong(key.substring(slash + 1)));
    }

    private static ColumnList<Tombstone> columns() {
        return new ColumnList<Tombstone>().text("key", (t, o) -> t.key())
                .int8("index", (t, o) -> t.index())
                .int8("src_offset", (t, o) -> o);
    }
}
