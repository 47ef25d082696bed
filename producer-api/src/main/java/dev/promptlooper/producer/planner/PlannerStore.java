package dev.promptlooper.producer.planner;

import dev.promptlooper.producer.strategy.StateEntries;
import org.jspecify.annotations.Nullable;

import java.util.function.BiConsumer;

/// The planner's durable state: a header per sweep, and small entries below each sweep. Not thread-safe.
interface PlannerStore {

    @Nullable
    SweepState sweep(String sweepId);

    void put(String sweepId, SweepState state);

    void sweeps(BiConsumer<String, SweepState> visitor);

    /// Definition, commands, steering and strategy state; keys start with the sweep id and a slash.
    StateEntries entries();

    /// Outstanding runs; keys start with the sweep id and a slash.
    StateEntries outstanding();
}
