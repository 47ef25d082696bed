package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.event.SweepEvent.Totals;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.sweep.Budget;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.util.RawValue;

/// A sweep in a list: where it stands.
///
/// @param sweepId     the sweep
/// @param name        for people; the id until the definition has arrived
/// @param status      where it stands
/// @param version     version for `expectedVersion` of a command
/// @param createdAt   epoch milliseconds
/// @param launchedAt  when the planner picked it up
/// @param endedAt     since when it is at rest
/// @param updatedAt   time of the newest event
/// @param message     newest event that is not mere progress
/// @param totals      the planner's books
/// @param leaderboard head of the ranking
/// @param budget      limits, as they are now
/// @param progress    how far it is
/// @param spend       what was spent and is set aside
/// @param finished    at rest, and every settled run can be read here
/// @param archived    whether lists leave it out unless they are asked for it
record SweepView(String sweepId, String name, SweepStatus status, long version, long createdAt,
        @Nullable Long launchedAt,
        @Nullable Long endedAt, @Nullable Long updatedAt, @Nullable String message, Totals totals, Board leaderboard,
        @Nullable Budget budget, Progress progress, Spend spend, boolean finished, boolean archived) {

    /// The same, moving at this rate.
    SweepView withRate(double runsPerSecond) {
        return new SweepView(sweepId, name, status, version, createdAt, launchedAt, endedAt, updatedAt, message, totals,
                leaderboard, budget, Progress.of(totals, runsPerSecond), spend, finished, archived);
    }

    /// @param runs       runs that can be read here in all of: ranking, rows of candidates, rows of runs
    /// @param revision   revision of the ranking; 0 before the first
    /// @param metric     the objective, when there is a ranking
    /// @param maximize   its direction
    /// @param candidates candidates with at least one run
    /// @param at         time of the ranking
    /// @param best       the first of the ranking
    record Board(long runs, long revision, @Nullable String metric, @Nullable Boolean maximize, long candidates,
            @Nullable Long at, @Nullable CandidateRow best) {}

    /// What was spent and what is set aside.
    record Spend(double usd, long tokens, long calls, double reservedUsd, long reservedTokens) {
        static Spend of(Totals totals) {
            return new Spend(totals.spentUsd(), totals.spentTokens(), totals.spentCalls(), totals.reservedUsd(),
                    totals.reservedTokens());
        }
    }

    /// @param planned       runs the sweep will make, when that is known
    /// @param settled       runs that ended
    /// @param failed        of those, failed
    /// @param hits          of those, answered without a call of their own
    /// @param outstanding   requested and not yet ended
    /// @param fraction      settled / planned, when that is known
    /// @param runsPerSecond over the last seconds
    /// @param etaSeconds    until all planned runs are settled at that rate; absent when it cannot be told
    record Progress(@Nullable Long planned, long settled, long failed, long hits, long outstanding,
            @Nullable Double fraction, double runsPerSecond, @Nullable Long etaSeconds) {

        static Progress of(Totals totals, double runsPerSecond) {
            Long planned = totals.planned();
            Double fraction = planned == null || planned == 0 ? null : Math.min(1, (double) totals.settled() / planned);
            Long eta = planned == null || runsPerSecond <= 0
                    ? null
                    : (long) Math.ceil(Math.max(0, planned - totals.settled()) / runsPerSecond);
            return new Progress(planned, totals.settled(), totals.failed(), totals.hits(), totals.outstanding(),
                    fraction,
                    runsPerSecond, eta);
        }
    }

    /// What this projection holds of the sweep.
    record Projected(long runs, long candidates, long candidateRuns) {}

    /// One sweep whole: everything in the list, and its definition.
    record Detail(@JsonUnwrapped SweepView sweep, @Nullable String experimentId, @Nullable CandidateRow best,
            Projected projected, @Nullable RawValue definition) {}
}
