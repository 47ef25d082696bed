package dev.promptlooper.projector.query;

/// Position of the live feed's channel `sweep:{id}:leaderboard` that an answer is at least as new as: read before the rows are. A
/// reader who merges changes with larger numbers into the answer ends where everybody else is.
///
/// @param epoch positions of different epochs cannot be compared
/// @param seq   0 before the first change
public record AsOf(String epoch, long seq) {}
