package dev.promptlooper.standalone.bench.search;

import dev.promptlooper.producer.strategy.StateEntries;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// A strategy's entries in memory. Not thread-safe.
final class HeapEntries implements StateEntries {

    private final TreeMap<String, byte[]> entries = new TreeMap<>();

    @Override
    public byte @Nullable [] get(String key) {
        return entries.get(key);
    }

    @Override
    public void put(String key, byte[] value) {
        entries.put(key, value);
    }

    @Override
    public void delete(String key) {
        entries.remove(key);
    }

    @Override
    public void scan(String prefix, BiConsumer<String, byte[]> visitor) {
        for (Map.Entry<String, byte[]> entry : entries.tailMap(prefix).entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                return;
            }
            visitor.accept(entry.getKey(), entry.getValue());
        }
    }

    /// Bytes of all keys and values.
    long bytes() {
        return entries.entrySet().stream().mapToLong(entry -> entry.getKey().length() + entry.getValue().length).sum();
    }
}
