package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.contracts.event.Run;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.producer.planner.Ledger.Settlement;
import dev.promptlooper.producer.strategy.StrategyEvent;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// Books the end of a run: gives back what was reserved, books what it cost, and tells the strategy.
final class RunEnds {

    private RunEnds() {}

    /// What a run cost its sweep.
    ///
    /// @throws IllegalArgumentException when that is impossible
    static Settlement cost(RunScored scored) {
        return new Settlement(scored.status() == RunScored.Status.FAILED,
                scored.source() == AnswerSource.HIT || scored.source() == AnswerSource.JOINED, scored.paidUsd(),
                scored.paidTokens(), scored.paidCalls());
    }

    /// A run that ended without a usable result.
    static RunScored failed(Run run, String configHash, String message, Reservation reserved, long now) {
        return new RunScored(RunScored.SCHEMA, run, configHash, RunScored.Status.FAILED, null, FailureClass.INTERNAL,
                message, List.of(), Usage.NONE, null, 0, 0, 0, null, 0, reserved, now);
    }

    /// Books it.
    ///
    /// @param cost null = unknown; then it is taken to have cost what was reserved, so that the budget holds whatever happened
    /// @return the lane that has room now, or null when the run is not outstanding: it ended before, this is a duplicate
    static @Nullable Lane settle(Sweep sweep, RunScored scored, @Nullable Settlement cost) {
        Run run = scored.run();
        long candidate = run.candidate().index();
        Lane lane = sweep.lanes.get(run.candidate().endpoint());
        Reservation released = lane == null
                ? null
                : sweep.outstanding.remove(candidate, sweep.run(run.caseIndex(), run.repeat()), scored.reserved());
        if (lane == null || released == null) {
            return null;
        }
        sweep.ledger.settle(released,
                cost == null ? new Settlement(true, false, released.usd(), released.tokens(), 1) : cost);
        sweep.dirty = true;
        sweep.silentMs = 0;
        lane.outstanding--;
        sweep.strategy.on(new StrategyEvent.Settled(candidate, run.caseIndex(), run.repeat(), scored));
        sweep.search.priced(candidate, scored.costUsd());
        return lane;
    }
}
