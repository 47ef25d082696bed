package dev.promptlooper.contracts.event;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Topic `sweep.event`, key = sweepId. The story of a sweep as the planner tells it; a log that people read.
///
/// @param schema    record version, currently 1
/// @param sweepId   the sweep
/// @param seq       1-based, without gaps inside a sweep
/// @param at        epoch milliseconds
/// @param kind      what happened
/// @param status    status of the sweep after it
/// @param version   version of the sweep after it (see [SweepCommand#version()])
/// @param commandId the command that caused it, or null
/// @param actor     who, or null when the planner acted by itself
/// @param message   one sentence for people
/// @param candidates candidates (indexes) it is about; empty when it is about the sweep
/// @param totals    the books at that moment
/// @param steps     what the search decided since the event before, in order; null when it decided nothing, or does not search.
///                  All steps of a sweep in the order of [#seq] are the whole search, to be replayed; at most [#STEPS]
public record SweepEvent(int schema, String sweepId, long seq, long at, Kind kind, SweepStatus status, long version,
        @Nullable String commandId, @Nullable String actor, String message, List<Long> candidates, Totals totals,
        @Nullable List<Step> steps) {

    public static final int SCHEMA = 1;

    /// Most steps in one event; when there are more, they are told earlier.
    public static final int STEPS = 256;

    public SweepEvent {
        candidates = List.copyOf(candidates);
        steps = steps == null || steps.isEmpty() ? null : List.copyOf(steps);
    }

    /// An event without steps.
    public SweepEvent(int schema, String sweepId, long seq, long at, Kind kind, SweepStatus status, long version,
            @Nullable String commandId, @Nullable String actor, String message, List<Long> candidates, Totals totals) {
        this(schema, sweepId, seq, at, kind, status, version, commandId, actor, message, candidates, totals, null);
    }

    /// What happened.
    public enum Kind {
        LAUNCHED, PAUSED, RESUMED, CANCELLED, PRUNED, UNPRUNED, PINNED, UNPINNED, BUDGET_CHANGED, CONCURRENCY_CHANGED, PRIORITY_CHANGED, BUDGET_EXHAUSTED, DRAINING, COMPLETED, FAILED, COMMAND_REJECTED, PROGRESS, ARCHIVED, UNARCHIVED
    }

    /// The planner's books.
    ///
    /// @param planned        runs the sweep will make if nothing stops it; null while a strategy cannot know
    /// @param requested      runs requested so far
    /// @param settled        runs that ended
    /// @param failed         of those, failed
    /// @param hits           of those, answered without a call of their own
    /// @param outstanding    requested and not yet ended
    /// @param spentUsd       dollars paid
    /// @param spentTokens    tokens paid
    /// @param spentCalls     calls paid
    /// @param reservedUsd    dollars set aside for outstanding runs
    /// @param reservedTokens tokens set aside for outstanding runs
    /// @param grid           runs of the full grid, of which a search makes as few as it can; null for sweeps that do not search,
    ///                       and where there are too many to count
    public record Totals(@Nullable Long planned, long requested, long settled, long failed, long hits, long outstanding,
            double spentUsd, long spentTokens, long spentCalls, double reservedUsd, long reservedTokens,
            @Nullable Long grid) {

        public static final Totals ZERO = new Totals(null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        /// The books of a sweep that does not search.
        public Totals(@Nullable Long planned, long requested, long settled, long failed, long hits, long outstanding,
                double spentUsd, long spentTokens, long spentCalls, double reservedUsd, long reservedTokens) {
            this(planned, requested, settled, failed, hits, outstanding, spentUsd, spentTokens, spentCalls, reservedUsd,
                    reservedTokens, null);
        }
    }

    /// One decision of a search.
    ///
    /// @param kind      what was decided
    /// @param candidate index of the candidate
    /// @param runs      [StepKind#EVALUATE]: how many of its runs were requested; else 0
    public record Step(StepKind kind, long candidate, int runs) {}

    /// What a search decides.
    public enum StepKind {
        /// More runs of the candidate were requested.
        EVALUATE,
        /// The candidate is the recommended one from here on.
        LEAD,
        /// The candidate was given up.
        DROP
    }
}
