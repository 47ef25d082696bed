package dev.promptlooper.producer.strategy;

import org.jspecify.annotations.Nullable;

import java.util.TreeMap;
import java.util.function.BiConsumer;

/// Entries in a map, for tests.
public final class MapEntries implements StateEntries {

    private final TreeMap<String, byte[]> map = new TreeMap<>();

    public boolean isEmpty() {
        return map.isEmpty();
    }

    public int size() {
        return map.size();
    }

    @Override
    public byte @Nullable [] get(String key) {
        return map.get(key);
    }

    @Override
    public void put(String key, byte[] value) {
        map.put(key, value.clone());
    }

    @Override
    public void delete(String key) {
        map.remove(key);
    }

    @Override
    public void scan(String prefix, BiConsumer<String, byte[]> visitor) {
        map.tailMap(prefix).forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                visitor.accept(key, value);
            }
        });
    }
}
