package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepEvent.Kind;
import dev.promptlooper.contracts.event.SweepEvent.Totals;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// Tells the events of sweeps, numbered without gaps. Not thread-safe.
final class Story {

    private final PlannerOutput output;

    Story(PlannerOutput output) {
        this.output = output;
    }

    /// @param command what caused it, or null when the planner acts by itself
    void tell(Sweep sweep, Kind kind, @Nullable SweepCommand command, String message, List<Long> candidates,
            long now) {
        sweep.seq++;
        sweep.dirty = true;
        sweep.told = sweep.totals();
        sweep.progressAt = now;
        output.event(new SweepEvent(SweepEvent.SCHEMA, sweep.id(), sweep.seq, now, kind, sweep.status, sweep.version,
                command == null ? null : command.commandId(), command == null ? null : command.actor(), message,
                candidates, sweep.told, sweep.search.trail().tell()));
    }

    void tell(Sweep sweep, Kind kind, String message, long now) {
        tell(sweep, kind, null, message, List.of(), now);
    }

    /// How far the sweep is.
    void progress(Sweep sweep, long now) {
        Totals totals = sweep.totals();
        String of = totals.planned() != null
                ? " of " + totals.planned()
                : totals.grid() != null ? " of at most " + totals.grid() : "";
        tell(sweep, Kind.PROGRESS, totals.settled() + of + " runs ended", now);
    }

    /// An event of a sweep of which only the header is left.
    SweepState tell(SweepState state, Kind kind, SweepCommand command, String message, long now) {
        SweepState next = state.after(command.version(), state.seq() + 1);
        output.event(new SweepEvent(SweepEvent.SCHEMA, command.sweepId(), next.seq(), now, kind, next.status(),
                next.version(), command.commandId(), command.actor(), message, List.of(), next.totals()));
        return next;
    }

    /// The end of a sweep that could not be read back.
    SweepState fail(String sweepId, SweepState state, String message, long now) {
        SweepState next = state.failed();
        output.event(new SweepEvent(SweepEvent.SCHEMA, sweepId, next.seq(), now, Kind.FAILED, next.status(),
                next.version(), null, null, message, List.of(), next.totals()));
        return next;
    }
}
