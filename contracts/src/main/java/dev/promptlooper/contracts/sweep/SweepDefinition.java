package dev.promptlooper.contracts.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Topic `sweep.definition` (compacted), key = sweepId, and the payload of the launch command: one execution of an experiment
/// with everything resolved to immutable versions, so that it means the same tomorrow.
///
/// @param schema       record version, currently 1
/// @param sweepId      the sweep
/// @param name         for people
/// @param experimentId the experiment it executes, or null
/// @param createdAt    epoch milliseconds
/// @param prompts      prompt versions, at least one
/// @param models       models, at least one
/// @param params       parameter space, in the order of the file; may be empty
/// @param exclude      filters
/// @param dataset      the cases
/// @param scorers      scorers, at least one
/// @param objective    what best means
/// @param strategy     what is tried, in which order
/// @param repeats      runs per candidate and case, 1 or more; each repeat has a cache slot of its own
/// @param budget       hard limits
/// @param concurrency  most calls under way at once, or null for as many as the endpoints take
/// @param priority     1 (low) to 100 (high); sweeps share the endpoints in proportion
/// @param cache        which known answers count
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SweepDefinition(int schema, String sweepId, String name, @Nullable String experimentId, long createdAt,
        List<PromptDefinition> prompts, List<ModelRef> models, Map<String, Axis> params, List<Exclusion> exclude,
        DatasetRef dataset,
        List<ScorerDefinition> scorers, Objective objective, Strategy strategy, int repeats, Budget budget,
        @Nullable Integer concurrency, int priority, CachePolicy cache) {

    public static final int SCHEMA = 1;
    public static final int DEFAULT_PRIORITY = 50;

    public SweepDefinition {
        prompts = List.copyOf(prompts);
        models = List.copyOf(models);
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
        exclude = List.copyOf(exclude);
        scorers = List.copyOf(scorers);
        if (prompts.isEmpty() || models.isEmpty() || scorers.isEmpty()) {
            throw new IllegalArgumentException("a sweep needs at least one prompt, one model and one scorer");
        }
        if (repeats < 1) {
            throw new IllegalArgumentException("repeats must be 1 or more, was " + repeats);
        }
        if (priority < 1 || priority > 100) {
            throw new IllegalArgumentException("priority must be from 1 to 100, was " + priority);
        }
        if (concurrency != null && concurrency < 1) {
            throw new IllegalArgumentException("concurrency must be 1 or more, was " + concurrency);
        }
    }

    /// The same sweep under other limits, as commands change them while it runs.
    public SweepDefinition withLimits(Budget newBudget, @Nullable Integer newConcurrency, int newPriority) {
        return new SweepDefinition(schema, sweepId, name, experimentId, createdAt, prompts, models, params, exclude,
                dataset, scorers, objective, strategy, repeats, newBudget, newConcurrency, newPriority, cache);
    }
}
