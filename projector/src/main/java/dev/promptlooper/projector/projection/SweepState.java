package dev.promptlooper.projector.projection;

import dev.promptlooper.contracts.event.SweepEvent;
import org.jspecify.annotations.Nullable;

/// What the events of one sweep in one batch come to.
///
/// @param last          the newest event
/// @param firstAt       time of the oldest
/// @param message       message of the newest event that is not mere progress
/// @param launchedAt    time of the launch, when it is among them
/// @param restSince     since when the sweep is at rest, as far as these events tell; null while it is not
/// @param restFromStart whether all of them are at rest, so that an earlier rest goes on
record SweepState(SweepEvent last, long firstAt, @Nullable String message, @Nullable Long launchedAt,
        @Nullable Long restSince, boolean restFromStart) {

    static SweepState of(SweepEvent event) {
        boolean rest = event.status().isAtRest();
        boolean progress = event.kind() == SweepEvent.Kind.PROGRESS;
        return new SweepState(event, event.at(), progress ? null : event.message(),
                event.kind() == SweepEvent.Kind.LAUNCHED ? event.at() : null, rest ? event.at() : null, rest);
    }

    SweepState then(SweepEvent event) {
        SweepState next = of(event);
        boolean rest = event.status().isAtRest();
        return new SweepState(event, firstAt, next.message != null ? next.message : message,
                launchedAt != null ? launchedAt : next.launchedAt,
                rest ? (restSince != null ? restSince : Long.valueOf(event.at())) : null, restFromStart && rest);
    }
}
