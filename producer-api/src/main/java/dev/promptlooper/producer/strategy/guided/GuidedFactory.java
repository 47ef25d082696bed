package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.strategy.SearchStrategy;
import dev.promptlooper.producer.strategy.StateEntries;
import dev.promptlooper.producer.strategy.StrategyFactory;

/// Makes guided searches: `{type: guided, seed: 7, epsilon: 0.01, …}`, see `docs/guided-search.md`. Thread-safe.
public final class GuidedFactory implements StrategyFactory {

    /// The `type` in the sweep file.
    public static final String TYPE = "guided";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Candidates candidates(SweepDefinition definition) {
        GuidedSettings settings = GuidedSettings.of(definition);
        GuidedSpace space = new GuidedSpace(definition);
        space.find(settings.baseline());
        return space.candidates();
    }

    @Override
    public SearchStrategy create(SweepDefinition definition, StateEntries state) {
        return new GuidedStrategy(definition, GuidedSettings.of(definition), new GuidedSpace(definition), state);
    }
}
