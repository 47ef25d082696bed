package dev.promptlooper.scoring.scorer;

import dev.promptlooper.contracts.sweep.ScorerDefinition;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The scorer types this process knows. Immutable and thread-safe.
public final class ScorerCatalog {

    private final Map<String, ScorerFactory> factories;
    private final Set<String> bounded;

    /// @param builtIn  our own factories
    /// @param bounded  types of those whose scorers need no time limit, because their work is linear in a capped text
    /// @param foreign  factories of others; their scorers always run under a time limit
    /// @throws IllegalArgumentException when two have one type
    public ScorerCatalog(List<ScorerFactory> builtIn, Set<String> bounded, Collection<ScorerFactory> foreign) {
        Map<String, ScorerFactory> all = new LinkedHashMap<>();
        List<ScorerFactory> ordered = new ArrayList<>(builtIn);
        ordered.addAll(foreign);
        for (ScorerFactory factory : ordered) {
            ScorerFactory other = all.putIfAbsent(factory.type(), factory);
            if (other != null) {
                throw new IllegalArgumentException("scorer type '" + factory.type() + "' of "
                        + factory.getClass().getName() + " is taken by " + other.getClass().getName()
                        + "; give it another type()");
            }
        }
        this.factories = Collections.unmodifiableMap(all);
        this.bounded = Set.copyOf(bounded);
    }

    /// Every type with its factory, built-in ones first.
    public Map<String, ScorerFactory> factories() {
        return factories;
    }

    /// Makes the scorer that a sweep asks for.
    ///
    /// @throws IllegalArgumentException when type or parameters are wrong, naming scorer, parameter, value and fix
    public ConfiguredScorer configure(ScorerDefinition definition) {
        ScorerFactory factory = factories.get(definition.type());
        if (factory == null) {
            throw new IllegalArgumentException("scorer type '" + definition.type() + "' is unknown; "
                    + Suggestion.among(definition.type(), factories.keySet(), "known are"));
        }
        try {
            Parameters parameters = Parameters.check(factory.parameters(), definition.params());
            Double threshold = definition.threshold() == null
                    ? factory.threshold(parameters)
                    : definition.threshold();
            return new ConfiguredScorer(definition.name(), factory.create(parameters), threshold,
                    definition.negate(), bounded.contains(definition.type()));
        } catch (IllegalArgumentException e) {
            String label = definition.name().equals(definition.type())
                    ? "'" + definition.type() + "'"
                    : "'" + definition.name() + "' (" + definition.type() + ")";
            throw new IllegalArgumentException("scorer " + label + ": " + e.getMessage(), e);
        }
    }
}
