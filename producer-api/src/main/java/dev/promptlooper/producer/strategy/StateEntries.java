package dev.promptlooper.producer.strategy;

import org.jspecify.annotations.Nullable;

import java.util.function.BiConsumer;

/// Small durable entries, written in the same transaction as everything that they lead to. Not thread-safe.
public interface StateEntries {

    /// The value, or null.
    byte @Nullable [] get(String key);

    /// Adds or replaces an entry; the array must not be changed afterwards.
    void put(String key, byte[] value);

    /// Removes an entry if it is there.
    void delete(String key);

    /// Visits all entries whose keys start with a prefix, in key order. The visitor must not change entries.
    void scan(String prefix, BiConsumer<String, byte[]> visitor);

    /// The entries below a prefix, under their keys without it.
    default StateEntries below(String prefix) {
        StateEntries all = this;
        return new StateEntries() {
            @Override
            public byte @Nullable [] get(String key) {
                return all.get(prefix + key);
            }

            @Override
            public void put(String key, byte[] value) {
                all.put(prefix + key, value);
            }

            @Override
            public void delete(String key) {
                all.delete(prefix + key);
            }

            @Override
            public void scan(String inner, BiConsumer<String, byte[]> visitor) {
                all.scan(prefix + inner, (key, value) -> visitor.accept(key.substring(prefix.length()), value));
            }
        };
    }
}
