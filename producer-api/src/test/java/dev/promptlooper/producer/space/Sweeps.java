package dev.promptlooper.producer.space;

import dev.promptlooper.contracts.sweep.Axis;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.CachePolicy;
import dev.promptlooper.contracts.sweep.DatasetRef;
import dev.promptlooper.contracts.sweep.Exclusion;
import dev.promptlooper.contracts.sweep.ModelRef;
import dev.promptlooper.contracts.sweep.Objective;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Sweeps for tests: one prompt, one model `local/m`, ten cases, unless said otherwise.
public final class Sweeps {

    private final String id;
    private List<PromptDefinition> prompts = List.of(prompt("p", "Answer: {{question}}"));
    private List<ModelRef> models = List.of(ModelRef.parse("local/m"));
    private final Map<String, Axis> params = new LinkedHashMap<>();
    private final List<Exclusion> exclude = new ArrayList<>();
    private long cases = 10;
    private int repeats = 1;
    private Strategy strategy = Strategy.GRID;
    private Objective objective = new Objective("equals", null, null, null);
    private Budget budget = Budget.UNLIMITED;
    private @Nullable Integer concurrency;
    private int priority = 50;
    private CachePolicy cache = CachePolicy.USE;

    private Sweeps(String id) {
        this.id = id;
    }

    public static Sweeps sweep(String id) {
        return new Sweeps(id);
    }

    public static PromptDefinition prompt(String name, String text) {
        return new PromptDefinition(name, 0, List.of(Map.of("role", "user", "content", text)));
    }

    public Sweeps prompts(PromptDefinition... definitions) {
        prompts = List.of(definitions);
        return this;
    }

    public Sweeps models(String... refs) {
        models = Stream.of(refs).map(ModelRef::parse).toList();
        return this;
    }

    /// @param form the sweep-file form
    public Sweeps param(String name, Object form) {
        params.put(name, Axis.fromFile(form));
        return this;
    }

    public Sweeps exclude(Map<String, Object> form) {
        exclude.add(Exclusion.fromFile(form));
        return this;
    }

    public Sweeps cases(long count) {
        cases = count;
        return this;
    }

    public Sweeps repeats(int count) {
        repeats = count;
        return this;
    }

    public Sweeps random(int samples, long seed) {
        strategy = new Strategy("random", Map.of("samples", samples, "seed", seed));
        return this;
    }

    public Sweeps strategy(Strategy other) {
        strategy = other;
        return this;
    }

    public Sweeps budget(Budget limits) {
        budget = limits;
        return this;
    }

    public Sweeps concurrency(int limit) {
        concurrency = limit;
        return this;
    }

    public Sweeps priority(int value) {
        priority = value;
        return this;
    }

    public Sweeps objective(Objective wanted) {
        objective = wanted;
        return this;
    }

    public Sweeps cache(CachePolicy policy) {
        cache = policy;
        return this;
    }

    public SweepDefinition build() {
        return new SweepDefinition(1, id, "test", null, 0, prompts, models, params, exclude,
                new DatasetRef("data", 1, cases, null), List.of(ScorerDefinition.fromFile(Map.of("type", "equals"))),
                objective, strategy, repeats, budget, concurrency, priority, cache);
    }
}
