package dev.promptlooper.producer.planner;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Who wants how much of which endpoint, inside this process: the ground on which credit windows are computed. Advisory and in
/// memory only; wrong or missing entries cost fairness for a moment, never a run. Thread-safe: the tasks of all partitions
/// share one.
public final class FairShares {

    private static final int MIN_WINDOW = 4;
    // A quarter more than the endpoint takes, so that it does not idle while a result travels back.
    private static final double HEADROOM = 1.25;
    // As long as nothing has completed there is no rate to go by: enough for a second round of a quick endpoint while the
    // results of the first travel through scoring. A slow endpoint has so much queued once, at the start of a sweep.
    private static final double HEADROOM_AT_START = 2.5;

    private final double queueSeconds;
    private final Map<String, Map<String, Claim>> claims = new ConcurrentHashMap<>();

    /// @param queueSeconds how much work may be queued, in seconds of what the endpoint completes
    public FairShares(double queueSeconds) {
        this.queueSeconds = queueSeconds;
    }

    /// A sweep wants an endpoint.
    ///
    /// @param rate runs of the sweep that this endpoint completes per second, lately
    void claim(String endpoint, String sweepId, int priority, double rate) {
        claims.computeIfAbsent(endpoint, _ -> new ConcurrentHashMap<>()).put(sweepId, new Claim(priority, rate));
    }

    /// A sweep wants nothing of an endpoint any more.
    void release(String endpoint, String sweepId) {
        Map<String, Claim> peers = claims.get(endpoint);
        if (peers != null) {
            peers.remove(sweepId);
        }
    }

    /// Runs that a sweep may have outstanding at an endpoint: its share (by priority, among the sweeps that want it) of what the
    /// endpoint takes at once and of what it completes in the queue time.
    ///
    /// @return [#MIN_WINDOW] or more
    int window(String endpoint, String sweepId, int concurrency) {
        long priorities = 0;
        double rates = 0;
        long own = 0;
        for (Map.Entry<String, Claim> peer : claims.getOrDefault(endpoint, Map.of()).entrySet()) {
            priorities += peer.getValue().priority();
            rates += peer.getValue().rate();
            own = peer.getKey().equals(sweepId) ? peer.getValue().priority() : own;
        }
        if (own == 0) {
            return MIN_WINDOW;
        }
        double headroom = rates > 0 ? HEADROOM : HEADROOM_AT_START;
        double window = (double) own / priorities * (concurrency * headroom + queueSeconds * rates);
        return Math.max(MIN_WINDOW, (int) Math.min(Integer.MAX_VALUE, Math.ceil(window)));
    }

    private record Claim(int priority, double rate) {}
}
