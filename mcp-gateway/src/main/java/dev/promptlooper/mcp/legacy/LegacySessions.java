package dev.promptlooper.mcp.legacy;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// Which sessions there are and whose they are. Thread-safe.
///
/// Nothing runs in the background: whoever opens a session makes room for it. Clients that are gone leave at most what the caps
/// allow.
final class LegacySessions {

    /// Sessions of one key; the one that was not used for the longest time makes room.
    static final int PER_OWNER = 20;
    /// Sessions in all.
    static final int IN_ALL = 1_000;
    /// A session without a stream that was not used for so long is over.
    static final Duration IDLE = Duration.ofMinutes(10);

    private final ConcurrentHashMap<String, LegacySession> sessions = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    LegacySessions(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void add(LegacySession session) {
        sessions.put(session.id(), session);
    }

    /// @return null where there is none, or it is somebody else's: nobody learns which
    @Nullable
    LegacySession find(String id, String owner, boolean readOnly) {
        LegacySession session = sessions.get(id);
        if (session == null || !session.belongsTo(owner, readOnly)) {
            return null;
        }
        session.touch(nanos.getAsLong());
        return session;
    }

    void remove(LegacySession session) {
        sessions.remove(session.id());
    }

    /// What has to go before one more session of this owner may come: idle ones, and the oldest beyond the cap.
    List<LegacySession> toEvict(String owner) {
        long before = nanos.getAsLong() - IDLE.toNanos();
        List<LegacySession> idle = sessions.values()
                .stream()
                .filter(session -> session.isIdle() && session.usedAt() - before < 0)
                .toList();
        List<LegacySession> own = sessions.values()
                .stream()
                .filter(session -> session.owner().equals(owner) && !idle.contains(session))
                .sorted(Comparator.comparingLong(LegacySession::usedAt))
                .toList();
        int tooMany = Math.max(0, own.size() - PER_OWNER + 1);
        return Stream.concat(idle.stream(), own.stream().limit(tooMany)).toList();
    }

    boolean isFull() {
        return sessions.size() >= IN_ALL;
    }

    /// How many there are.
    int count() {
        return sessions.size();
    }
}
