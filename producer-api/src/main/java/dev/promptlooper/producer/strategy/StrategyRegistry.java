package dev.promptlooper.producer.strategy;

import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.CandidateSpace;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.space.SampledCandidates;
import dev.promptlooper.producer.space.SpaceException;
import dev.promptlooper.producer.strategy.guided.GuidedFactory;
import dev.promptlooper.producer.strategy.halving.HalvingFactory;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// Strategies by the `type` of the sweep file. Immutable and thread-safe.
public final class StrategyRegistry {

    /// Results that a search holds in the heap unless told otherwise: 16 MB.
    public static final int HELD = GuidedFactory.HELD;

    private final Map<String, StrategyFactory> factories = new TreeMap<>();

    public StrategyRegistry(List<StrategyFactory> factories) {
        factories.forEach(factory -> this.factories.put(factory.type(), factory));
    }

    /// `grid`, `random`, `halving`, `asha` and `guided`.
    public static StrategyRegistry standard() {
        return standard(HELD);
    }

    /// The same.
    ///
    /// @param held most results that a search holds in the heap, 0 or more; others are read from its entries when they are needed.
    ///             No decision depends on it
    public static StrategyRegistry standard(int held) {
        return new StrategyRegistry(List.of(ordered("grid", Set.of(), CandidateSpace::of),
                ordered("random", Set.of("samples", "seed"), StrategyRegistry::sample), HalvingFactory.halving(),
                HalvingFactory.asha(), new GuidedFactory(held)));
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
                new StrategyParams(definition.strategy(), params); // says what it does not take
                return candidates.apply(definition);
            }

            @Override
            public SearchStrategy create(SweepDefinition definition, StateEntries state) {
                return new OrderedStrategy(definition, candidates(definition), state);
            }
        };
    }

    private static Candidates sample(SweepDefinition definition) {
        StrategyParams params = new StrategyParams(definition.strategy(), Set.of("samples", "seed"));
        Long samples = params.whole("samples");
        Long seed = params.whole("seed");
        if (samples == null || samples < 1 || samples > SampledCandidates.MAX_SAMPLES) {
            throw new SpaceException("strategy.samples", samples,
                    "random needs the number of candidates to draw, 1 to " + SampledCandidates.MAX_SAMPLES
                            + ", for example samples: 24");
        }
        return SampledCandidates.draw(definition, samples.intValue(), seed == null ? 0 : seed);
    }
}
