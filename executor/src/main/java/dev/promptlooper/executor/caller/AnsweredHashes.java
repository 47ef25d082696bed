package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.event.CallRequested;

import java.util.LinkedHashMap;

/// Hashes that were answered lately, bounded; the oldest are forgotten. An answer satisfies a request that was made before it: a
/// request made afterwards means that the answer is gone from the cache, or too old. Thread-safe.
final class AnsweredHashes {

    private final int capacity;
    private final LinkedHashMap<String, Long> answeredAt = new LinkedHashMap<>();

    AnsweredHashes(int capacity) {
        this.capacity = capacity;
    }

    synchronized void add(String hash, long at) {
        answeredAt.merge(hash, at, Math::max);
        if (answeredAt.size() > capacity) {
            var oldest = answeredAt.entrySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    synchronized boolean satisfies(CallRequested call) {
        Long at = answeredAt.get(call.configHash());
        return at != null && satisfies(at, call);
    }

    static boolean satisfies(long answeredAt, CallRequested call) {
        return answeredAt >= call.notBefore() && answeredAt >= call.requestedAt();
    }
}
