package dev.promptlooper.producer.strategy;

import java.util.SortedSet;

/// What people decided about candidates; read-only for strategies, always as of now.
public interface Steering {

    /// No new runs for this candidate.
    boolean isPruned(long candidate);

    /// Pruned candidates, ascending.
    SortedSet<Long> pruned();

    /// Candidates to run first and never to prune automatically, ascending.
    SortedSet<Long> pinned();
}
