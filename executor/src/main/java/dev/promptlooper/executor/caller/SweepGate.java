package dev.promptlooper.executor.caller;

import dev.promptlooper.executor.limits.Share;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// How many calls of one sweep may be under way at once in this process, whatever their endpoints. A lane that is turned away is
/// remembered, and told to try again by whoever makes room. Thread-safe; never blocks, and never calls a lane itself: lanes call
/// it while they hold their lock.
final class SweepGate {

    private final Set<Lane> turnedAway = new LinkedHashSet<>();
    private Share share = Share.WHOLE;
    private int limit = Integer.MAX_VALUE;
    private long since = Long.MIN_VALUE;
    private int underWay;

    /// A call may start if there is room.
    ///
    /// @return false = not now; the lane will be told
    synchronized boolean enter(Lane lane) {
        if (hasRoom()) {
            underWay++;
            return true;
        }
        turnedAway.add(lane);
        return false;
    }

    /// A call has ended.
    ///
    /// @return lanes that should try again
    synchronized List<Lane> leave() {
        underWay--;
        return admitted();
    }

    /// What a request says about its sweep's limit. The youngest request counts: requests of several partitions come in any order.
    ///
    /// @param newLimit    calls at once over all executors, 1 or more
    /// @param requestedAt epoch milliseconds
    /// @param newShare    of this process
    /// @return lanes that should try again
    synchronized List<Lane> learn(int newLimit, long requestedAt, Share newShare) {
        share = newShare;
        if (requestedAt >= since) {
            since = requestedAt;
            limit = newLimit;
        }
        return admitted();
    }

    /// Partitions have come or gone.
    ///
    /// @return lanes that should try again
    synchronized List<Lane> share(Share newShare) {
        share = newShare;
        return admitted();
    }

    private boolean hasRoom() {
        return underWay < share.part(limit);
    }

    private List<Lane> admitted() {
        if (turnedAway.isEmpty() || !hasRoom()) {
            return List.of();
        }
        List<Lane> lanes = List.copyOf(turnedAway);
        turnedAway.clear();
        return lanes;
    }
}
