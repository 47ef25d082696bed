package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.strategy.Effort;
import dev.promptlooper.producer.strategy.SearchStrategy;
import dev.promptlooper.producer.strategy.StateEntries;
import dev.promptlooper.producer.strategy.StrategyFactory;

import java.util.Optional;

/// Makes guided searches: `{type: guided, seed: 7, epsilon: 0.01, …}`, see `docs/guided-search.md`. Thread-safe.
public final class GuidedFactory implements StrategyFactory {

    /// The `type` in the sweep file.
    public static final String TYPE = "guided";

    /// Results that a search holds in the heap unless told otherwise: 16 MB.
    public static final int HELD = 4_000_000;

    private final int held;

    /// Searches that hold up to [#HELD] results.
    public GuidedFactory() {
        this(HELD);
    }

    /// @param held most results that a search holds in the heap, 0 or more; others are read from its entries when they are needed.
    ///             No decision depends on it
    public GuidedFactory(int held) {
        this.held = held;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Candidates candidates(SweepDefinition definition) {
        GuidedSettings settings = GuidedSettings.of(definition);
        GuidedSpace space = new GuidedSpace(definition, settings);
        space.find(settings.baseline());
        return space.candidates();
    }

    @Override
    public Optional<Effort> effort(SweepDefinition definition, Candidates candidates) {
        double count = candidates.count().orElse(candidates.end());
        double runs = (double) definition.dataset().size() * definition.repeats();
        return Optional.of(Effort.ofRacing(Math.max(1, count), Math.max(1, runs),
                GuidedSettings.of(definition).pool()));
    }

    @Override
    public SearchStrategy create(SweepDefinition definition, StateEntries state) {
        GuidedSettings settings = GuidedSettings.of(definition);
        return new GuidedStrategy(definition, settings, new GuidedSpace(definition, settings), state,
                held);
    }
}
