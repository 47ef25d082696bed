package dev.promptlooper.producer.strategy;

import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.CandidateSpace;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.space.SampledCandidates;
import dev.promptlooper.producer.space.SpaceException;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// Strategies by the `type` of the sweep file. Immutable and thread-safe.
public final class StrategyRegistry {

    private final Map<String, StrategyFactory> factories = new TreeMap<>();

    public StrategyRegistry(List<StrategyFactory> factories) {
        factories.forEach(factory -> this.factories.put(factory.type(), factory));
    }

    /// `grid` and `random`.
    public static StrategyRegistry standard() {
        return new StrategyRegistry(List.of(ordered("grid", Set.of(), CandidateSpace::of),
                ordered("random", Set.of("samples", "seed"), StrategyRegistry::sample)));
    }

    /// Known types, sorted.
    public Set<String> types() {
        return java.util.Collections.unmodifiableSet(factories.keySet());
    }

    /// @throws SpaceException when the type is unknown; names the known ones
    public StrategyFactory find(Strategy strategy) {
        StrategyFactory factory = factories.get(strategy.type());
        if (factory == null) {
            throw new SpaceException("strategy.type", strategy.type(),
                    "'" + strategy.type() + "' is not a known strategy; use one of " + types());
        }
        return factory;
    }

    private static StrategyFactory ordered(String type, Set<String> params,
            Function<SweepDefinition, Candidates> candidates) {
        return new StrategyFactory() {
            @Override
            public String type() {
                return type;
            }

            @Override
            public Candidates candidates(SweepDefinition definition) {
                Set<String> unknown = new TreeSet<>(definition.strategy().params().keySet());
                unknown.removeAll(params);
                if (!unknown.isEmpty()) {
                    throw new SpaceException("strategy." + unknown.iterator().next(), null,
                            "strategy " + type + " does not take " + unknown + "; it takes " + new TreeSet<>(params));
                }
                return candidates.apply(definition);
            }

            @Override
            public SearchStrategy create(SweepDefinition definition, StateEntries state) {
                return new OrderedStrategy(definition, candidates(definition), state);
            }
        };
    }

    private static Candidates sample(SweepDefinition definition) {
        Map<String, Object> params = definition.strategy().params();
        Long samples = whole("samples", params.get("samples"));
        Long seed = whole("seed", params.get("seed"));
        if (samples == null || samples < 1 || samples > SampledCandidates.MAX_SAMPLES) {
            throw new SpaceException("strategy.samples", samples,
                    "random needs the number of candidates to draw, 1 to " + SampledCandidates.MAX_SAMPLES
                            + ", for example samples: 24");
        }
        return SampledCandidates.draw(definition, samples.intValue(), seed == null ? 0 : seed);
    }

    private static @Nullable Long whole(String name, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue())) {
            return number.longValue();
        }
        throw new SpaceException("strategy." + name, value, "must be a whole number");
    }
}
