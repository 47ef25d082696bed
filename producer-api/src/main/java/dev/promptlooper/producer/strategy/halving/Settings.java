package dev.promptlooper.producer.strategy.halving;

import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.CandidateSpace;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.space.SampledCandidates;
import dev.promptlooper.producer.space.SpaceException;
import dev.promptlooper.producer.strategy.StrategyParams;
import org.jspecify.annotations.Nullable;

import java.util.Set;

/// Parameters of halving and ASHA.
///
/// @param eta      one in so many climbs to the next rung, 2 or more
/// @param minCases runs of a candidate on the lowest rung, or null for the strategy's own choice
/// @param seed     of the case order, of ties and of the sample
/// @param samples  candidates to draw; null = the whole grid
record Settings(int eta, @Nullable Integer minCases, long seed, @Nullable Integer samples) {

    /// Most candidates; each has an entry of its own.
    static final int MAX_CANDIDATES = SampledCandidates.MAX_SAMPLES;
    private static final Set<String> NAMES = Set.of("eta", "min-cases", "seed", "samples");
    private static final long MAX_ETA = 100;

    /// @throws SpaceException naming what is wrong
    static Settings of(SweepDefinition definition, int defaultEta) {
        StrategyParams params = new StrategyParams(definition.strategy(), NAMES);
        Long seed = params.whole("seed");
        long minCases = params.whole("min-cases", 0, 1, Integer.MAX_VALUE,
                "it is the number of runs after which a candidate is first compared");
        long samples = params.whole("samples", 0, 1, MAX_CANDIDATES, "it is the number of candidates to draw");
        return new Settings(
                (int) params.whole("eta", defaultEta, 2, MAX_ETA, "one candidate in eta climbs to the next rung"),
                minCases == 0 ? null : (int) minCases, seed == null ? 0 : seed, samples == 0 ? null : (int) samples);
    }

    /// @throws SpaceException naming every problem of the space
    Candidates candidates(SweepDefinition definition) {
        if (samples != null) {
            return SampledCandidates.draw(definition, samples, seed);
        }
        Candidates grid = CandidateSpace.of(definition);
        long count = grid.count().orElse(grid.end());
        if (count > MAX_CANDIDATES) {
            throw new SpaceException("strategy.samples", null,
                    definition.strategy().type() + " compares up to " + MAX_CANDIDATES + " candidates, the grid has "
                            + (grid.count().isPresent() ? "" : "up to ") + count
                            + "; draw some of them, for example samples: 1000");
        }
        return grid;
    }
}
