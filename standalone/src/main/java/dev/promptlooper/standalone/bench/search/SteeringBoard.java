package dev.promptlooper.standalone.bench.search;

import dev.promptlooper.producer.strategy.Steering;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// What was pruned in a replay; nobody pins. Not thread-safe.
final class SteeringBoard implements Steering {

    private final TreeSet<Long> pruned = new TreeSet<>();

    boolean prune(long candidate) {
        return pruned.add(candidate);
    }

    @Override
    public boolean isPruned(long candidate) {
        return pruned.contains(candidate);
    }

    @Override
    public SortedSet<Long> pruned() {
        return Collections.unmodifiableSortedSet(pruned);
    }

    @Override
    public SortedSet<Long> pinned() {
        return Collections.emptySortedSet();
    }
}
