package dev.promptlooper.contracts.access;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// What was read a moment ago. Bounded: the least recently used goes first, so that a flood of unknown credentials costs
/// others one read and no memory. Thread-safe.
final class FreshCache<V> {

    private final InstantSource clock;
    private final Duration longest;
    private final Map<String, Read<V>> entries;

    private record Read<V>(V value, Instant readAt) {}

    /// Reads a value from where it is kept.
    @FunctionalInterface
    interface Reader<V> {
        V read(String key) throws UnavailableException;
    }

    /// @param most    entries kept
    /// @param longest age after which a value is read again
    FreshCache(int most, Duration longest, InstantSource clock) {
        this.clock = clock;
        this.longest = longest;
        this.entries = new LinkedHashMap<>(256, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Read<V>> eldest) {
                return size() > most;
            }
        };
    }

    /// The value as it was read at most so long ago. Two threads may read the same at once.
    V get(String key, Reader<V> reader) throws UnavailableException {
        Instant now = clock.instant();
        Read<V> known = find(key);
        if (known != null && !known.readAt().isAfter(now) && known.readAt().plus(longest).isAfter(now)) {
            return known.value();
        }
        V value = reader.read(key);
        synchronized (entries) {
            // As old as the question, not as the answer: it may have changed in between.
            entries.put(key, new Read<>(value, now));
        }
        return value;
    }

    private @Nullable Read<V> find(String key) {
        synchronized (entries) {
            return entries.get(key);
        }
    }

    int size() {
        synchronized (entries) {
            return entries.size();
        }
    }
}
