package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.contracts.sweep.Axis;
import dev.promptlooper.contracts.sweep.SweepDefinition;

import java.util.LinkedHashMap;
import java.util.Map;

/// Gives open ranges 33 points: answers of language models are too noisy for a finer step to matter.
final class ClosedRanges {

    static final int POINTS = 33;

    private ClosedRanges() {}

    /// The same sweep without an open range.
    static SweepDefinition closed(SweepDefinition definition) {
        Map<String, Axis> params = new LinkedHashMap<>();
        definition.params().forEach((name, axis) -> params.put(name, closed(axis)));
        return new SweepDefinition(definition.schema(), definition.sweepId(), definition.name(),
                definition.experimentId(), definition.createdAt(), definition.prompts(), definition.models(), params,
                definition.exclude(), definition.dataset(), definition.scorers(), definition.objective(),
                definition.strategy(), definition.repeats(), definition.budget(), definition.concurrency(),
                definition.priority(), definition.cache());
    }

    private static Axis closed(Axis axis) {
        return switch (axis) {
            case Axis.IntRange range when range.step() == null -> new Axis.IntRange(range.min(), range.max(),
                    Math.max(1, Math.ceilDiv(Math.max(0, range.max() - range.min()), POINTS - 1)), range.when());
            case Axis.FloatRange range when range.points() == null -> new Axis.FloatRange(range.min(), range.max(),
                    POINTS, range.when());
            case Axis.LogRange range when range.points() == null -> new Axis.LogRange(range.min(), range.max(), POINTS,
                    range.when());
            default -> axis;
        };
    }
}
