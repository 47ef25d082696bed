package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepEvent.Kind;
import dev.promptlooper.contracts.event.SweepStatus;

/// What comes of a command that changes nothing of a sweep but whether the lists show it, and of every command to a sweep that has
/// ended. It needs the header only, so it works as well long after the planner has let go of all the rest.
///
/// @param kind     what happened
/// @param message  one sentence for people
/// @param archived whether the sweep is in the archive after it
record Filing(Kind kind, String message, boolean archived) {

    static Filing of(SweepCommand.Action action, SweepStatus status, boolean archived) {
        return switch (action) {
            case SweepCommand.Archive _ when !status.isTerminal() -> rejected(archived,
                    "only a sweep that has ended can be archived, this one is " + status
                            + "; cancel it, or wait for its end");
            case SweepCommand.Archive _ when archived -> rejected(true, "the sweep is in the archive already");
            case SweepCommand.Archive _ -> new Filing(Kind.ARCHIVED, "archived; all of it is kept", true);
            case SweepCommand.Unarchive _ when !archived -> rejected(false, "the sweep is not in the archive");
            case SweepCommand.Unarchive _ -> new Filing(Kind.UNARCHIVED, "taken back out of the archive", false);
            case SweepCommand.Launch _,SweepCommand.Pause _,SweepCommand.Resume _,SweepCommand.Cancel _,SweepCommand.Prune _,SweepCommand.Unprune _,SweepCommand.Pin _,SweepCommand.Unpin _,SweepCommand.ChangeBudget _,SweepCommand.ChangeConcurrency _,SweepCommand.ChangePriority _ ->
                rejected(archived, "the sweep has ended (" + status + "); launch a new one");
        };
    }

    private static Filing rejected(boolean archived, String reason) {
        return new Filing(Kind.COMMAND_REJECTED, reason, archived);
    }
}
