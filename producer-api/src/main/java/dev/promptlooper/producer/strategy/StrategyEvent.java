package dev.promptlooper.producer.strategy;

import dev.promptlooper.contracts.event.RunScored;

import java.util.List;

/// What a strategy learns. Each event is told exactly once.
public sealed interface StrategyEvent {

    /// A run ended; with its scores, its price (`costUsd`, whoever paid) and what it cost this sweep.
    ///
    /// @param candidate index of the candidate
    /// @param caseIndex position of the case
    /// @param repeat    0-based repeat
    /// @param result    how it ended
    record Settled(long candidate, long caseIndex, int repeat, RunScored result) implements StrategyEvent {}

    /// Somebody (or the strategy itself) pruned candidates.
    record Pruned(List<Long> candidates) implements StrategyEvent {}

    /// Somebody took candidates back in.
    record Unpruned(List<Long> candidates) implements StrategyEvent {}

    /// Somebody pinned candidates.
    record Pinned(List<Long> candidates) implements StrategyEvent {}

    /// Somebody unpinned candidates.
    record Unpinned(List<Long> candidates) implements StrategyEvent {}
}
