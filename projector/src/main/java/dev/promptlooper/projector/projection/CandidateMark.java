package dev.promptlooper.projector.projection;

import dev.promptlooper.contracts.event.SweepEvent;
import org.jspecify.annotations.Nullable;

/// What an event says of one candidate's steering; null = it says nothing about that.
record CandidateMark(String sweepId, long candidateIndex, @Nullable Boolean pruned, @Nullable Boolean pinned) {

    /// @return null when the event does not steer candidates
    static @Nullable CandidateMark of(SweepEvent event, long candidate) {
        return switch (event.kind()) {
            case PRUNED -> new CandidateMark(event.sweepId(), candidate, true, null);
            case UNPRUNED -> new CandidateMark(event.sweepId(), candidate, false, null);
            case PINNED -> new CandidateMark(event.sweepId(), candidate, null, true);
            case UNPINNED -> new CandidateMark(event.sweepId(), candidate, null, false);
            case LAUNCHED, PAUSED, RESUMED, CANCELLED, BUDGET_CHANGED, CONCURRENCY_CHANGED, PRIORITY_CHANGED,
                    BUDGET_EXHAUSTED, DRAINING, COMPLETED, FAILED, COMMAND_REJECTED, PROGRESS, ARCHIVED, UNARCHIVED ->
                null;
        };
    }

    /// This mark, and below it what an earlier one said.
    CandidateMark over(CandidateMark earlier) {
        return new CandidateMark(sweepId, candidateIndex, pruned != null ? pruned : earlier.pruned,
                pinned != null ? pinned : earlier.pinned);
    }
}
