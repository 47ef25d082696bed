package dev.promptlooper.projector.projection;

import dev.promptlooper.contracts.event.SweepEvent;
import org.jspecify.annotations.Nullable;

/// What the events of one sweep in one batch come to.
///
/// @param last          the newest event
/// @param firstAt       time of the oldest
/// @param message       message of the newest event that is about how the sweep goes: neither mere progress nor about the archive
/// @param launchedAt    time of the launch, when it is among them
/// @param restSince     since when the sweep is at rest, as far as these events tell; null while it is not
/// @param archived      whether the sweep is in the archive; null when they say nothing of that
/// @param restFromStart whether all of them are at rest, so that an earlier rest goes on
record SweepState(SweepEvent last, long firstAt, @Nullable String message, @Nullable Long launchedAt,
        @Nullable Long restSince, @Nullable Boolean archived, boolean restFromStart) {

    static SweepState of(SweepEvent event) {
        boolean rest = event.status().isAtRest();
        Boolean archived = switch (event.kind()) {
            case ARCHIVED -> true;
            case UNARCHIVED -> false;
            default -> null;
        };
        boolean silent = archived != null || event.kind() == SweepEvent.Kind.PROGRESS;
        return new SweepState(event, event.at(), silent ? null : event.message(),
                event.kind() == SweepEvent.Kind.LAUNCHED ? event.at() : null, rest ? event.at() : null, archived, rest);
    }

    SweepState then(SweepEvent event) {
        SweepState next = of(event);
        boolean rest = event.status().isAtRest();
        return new SweepState(event, firstAt, next.message != null ? next.message : message,
                launchedAt != null ? launchedAt : next.launchedAt,
                rest ? (restSince != null ? restSince : Long.valueOf(event.at())) : null,
                next.archived != null ? next.archived : archived, restFromStart && rest);
    }
}
