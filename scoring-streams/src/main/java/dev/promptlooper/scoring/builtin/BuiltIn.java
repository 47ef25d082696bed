package dev.promptlooper.scoring.builtin;

import dev.promptlooper.scoring.scorer.Parameter;
import dev.promptlooper.scoring.scorer.Parameters;
import dev.promptlooper.scoring.scorer.Scorer;
import dev.promptlooper.scoring.scorer.ScorerFactory;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/// A row of the table of built-in scorers.
record BuiltIn(String type, String description, List<Parameter> parameters, Function<Parameters, Scorer> maker,
        Function<Parameters, @Nullable Double> ownThreshold) implements ScorerFactory {

    /// A scorer of 0 and 1: a run passes with 1.
    static BuiltIn verdict(String type, String description, List<Parameter> parameters,
            Function<Parameters, Scorer> maker) {
        return new BuiltIn(type, description, parameters, maker, given -> 1.0);
    }

    @Override
    public Scorer create(Parameters given) {
        return maker.apply(given);
    }

    @Override
    public @Nullable Double threshold(Parameters given) {
        return ownThreshold.apply(given);
    }
}
