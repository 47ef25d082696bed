package dev.promptlooper.producer.planner;

import org.jspecify.annotations.Nullable;

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
    /// @param rate        runs of the sweep that this endpoint completes per second, lately
    /// @param concurrency most calls of the sweep at once, or null
    void claim(String endpoint, String sweepId, int priority, double rate, @Nullable Integer concurrency) {
        claims.computeIfAbsent(endpoint, _ -> new ConcurrentHashMap<>())
                .put(sweepId, new Claim(priority, rate, concurrency));
    }

    /// A sweep wants nothing of an endpoint any more.
    void release(String endpoint, String sweepId) {
        Map<String, Claim> peers = claims.get(endpoint);
        if (peers != null) {
            peers.remove(sweepId);
        }
    }

    /// Runs that a sweep may have outstanding at an endpoint: its share (by priority, among the sweeps that want it) of what the
    /// endpoint takes at once and of what it completes in the queue time. A sweep with a concurrency of its own gets no more than
    /// that many calls and what it completes itself in the queue time; what it cannot use goes to the others.
    ///
    /// @param concurrency of the endpoint
    /// @return [#MIN_WINDOW] or more
    int window(String endpoint, String sweepId, int concurrency) {
        Map<String, Claim> peers = claims.getOrDefault(endpoint, Map.of());
        Claim own = peers.get(sweepId);
        if (own == null) {
            return MIN_WINDOW;
        }
        long priorities = 0;
        double rates = 0;
        for (Claim peer : peers.values()) {
            priorities += peer.priority();
            rates += peer.rate();
        }
        double headroom = rates > 0 ? HEADROOM : HEADROOM_AT_START;
        double all = concurrency * headroom + queueSeconds * rates;
        double rest = all;
        long sharing = priorities;
        for (Map.Entry<String, Claim> other : peers.entrySet()) {
            Claim peer = other.getValue();
            double most = most(peer, headroom);
            if (!other.getKey().equals(sweepId) && most < all * peer.priority() / priorities) {
                rest -= most;
                sharing -= peer.priority();
            }
        }
        double window = Math.min(most(own, headroom), rest * own.priority() / Math.max(own.priority(), sharing));
        return Math.max(MIN_WINDOW, (int) Math.min(Integer.MAX_VALUE, Math.ceil(window)));
    }

    /// Runs that a sweep can use, whatever its share.
    private double most(Claim claim, double headroom) {
        Integer concurrency = claim.concurrency();
        return concurrency == null
                ? Double.POSITIVE_INFINITY
                : concurrency * headroom + queueSeconds * claim.rate();
    }

    private record Claim(int priority, double rate, @Nullable Integer concurrency) {}
}
