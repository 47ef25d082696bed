package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.producer.strategy.MapEntries;
import dev.promptlooper.producer.strategy.StateEntries;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// The planner's store in memory. It keeps bytes, so that a planner made anew finds what was written and nothing else.
final class MemoryStore implements PlannerStore {

    private final MapEntries entries = new MapEntries();
    private final MapEntries outstanding = new MapEntries();
    private final Map<String, byte[]> sweeps = new TreeMap<>();

    @Override
    public @Nullable SweepState sweep(String sweepId) {
        byte[] json = sweeps.get(sweepId);
        return json == null ? null : read(json);
    }

    @Override
    public void put(String sweepId, SweepState state) {
        sweeps.put(sweepId, Json.MAPPER.writeValueAsBytes(state));
    }

    @Override
    public void sweeps(BiConsumer<String, SweepState> visitor) {
        sweeps.forEach((id, json) -> visitor.accept(id, read(json)));
    }

    private static SweepState read(byte[] json) {
        return Json.MAPPER.readValue(json, SweepState.class);
    }

    @Override
    public MapEntries entries() {
        return entries;
    }

    @Override
    public StateEntries outstanding() {
        return outstanding;
    }

    /// True when nothing but the sweeps themselves is kept.
    boolean hasNoEntries() {
        return entries.isEmpty() && outstanding.isEmpty();
    }
}
