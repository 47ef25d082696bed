package dev.promptlooper.projector.query.board;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.promptlooper.projector.query.SweepShape;

/// How a candidate stands.
enum CandidateState {
    /// It gets runs while there are any to give.
    @JsonProperty("exploring")
    EXPLORING,
    /// It gets runs before others.
    @JsonProperty("pinned")
    PINNED,
    /// Taken out by somebody or by the search.
    @JsonProperty("pruned")
    PRUNED,
    /// Every planned run has ended.
    @JsonProperty("complete")
    COMPLETE,
    /// The sweep came to rest before it was complete.
    @JsonProperty("stopped")
    STOPPED;

    static CandidateState of(SweepShape shape, long runs, boolean pruned, boolean pinned) {
        Long planned = shape.planned();
        if (pruned) {
            return PRUNED;
        }
        if (planned != null && runs >= planned) {
            return COMPLETE;
        }
        if (shape.status().isAtRest()) {
            return STOPPED;
        }
        return pinned ? PINNED : EXPLORING;
    }

    /// The same as [#of], over `runs`, `pruned` and `pinned` of a row.
    static String sql(SweepShape shape) {
        Long planned = shape.planned();
        return "(CASE WHEN pruned THEN 'PRUNED'" + (planned == null ? "" : " WHEN runs >= " + planned + " THEN 'COMPLETE'")
                + (shape.status().isAtRest() ? " ELSE 'STOPPED'" : " WHEN pinned THEN 'PINNED' ELSE 'EXPLORING'") + " END)";
    }
}
