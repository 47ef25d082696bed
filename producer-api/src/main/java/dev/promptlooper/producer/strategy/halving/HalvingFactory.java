package dev.promptlooper.producer.strategy.halving;

import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.strategy.SearchStrategy;
import dev.promptlooper.producer.strategy.StateEntries;
import dev.promptlooper.producer.strategy.StrategyFactory;

/// `{type: halving}` and `{type: asha}`, both with `eta`, `min-cases`, `seed` and `samples`. Thread-safe.
public final class HalvingFactory implements StrategyFactory {

    // Halving proper for the synchronous form; the asynchronous one promotes one in three, its publication's compromise
    // between wrong promotions and slow ones.
    private static final int HALVING_ETA = 2;
    private static final int ASHA_ETA = 3;

    private final String type;
    private final int defaultEta;
    private final Maker maker;

    private HalvingFactory(String type, int defaultEta, Maker maker) {
        this.type = type;
        this.defaultEta = defaultEta;
        this.maker = maker;
    }

    /// Successive halving: a rung ends for all before the better part climbs on.
    public static HalvingFactory halving() {
        return new HalvingFactory("halving", HALVING_ETA, HalvingStrategy::new);
    }

    /// Asynchronous successive halving: a candidate climbs on as soon as it is among the better part of those that have finished
    /// its rung.
    public static HalvingFactory asha() {
        return new HalvingFactory("asha", ASHA_ETA, AshaStrategy::new);
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public Candidates candidates(SweepDefinition definition) {
        return Settings.of(definition, defaultEta).candidates(definition);
    }

    @Override
    public SearchStrategy create(SweepDefinition definition, StateEntries state) {
        Settings settings = Settings.of(definition, defaultEta);
        return maker.make(definition, settings, settings.candidates(definition), state);
    }

    private interface Maker {
        SearchStrategy make(SweepDefinition definition, Settings settings, Candidates candidates, StateEntries state);
    }
}
