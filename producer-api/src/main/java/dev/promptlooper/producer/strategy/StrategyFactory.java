package dev.promptlooper.producer.strategy;

import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Candidates;

import java.util.Optional;

/// Makes strategies of one type. Thread-safe.
public interface StrategyFactory {

    /// The `type` in the sweep file.
    String type();

    /// The candidates of a sweep under this strategy. Cheap: nothing is listed.
    ///
    /// @throws dev.promptlooper.producer.space.SpaceException naming every problem of space and strategy parameters
    Candidates candidates(SweepDefinition definition);

    /// How much of the full grid the sweep is expected to take; empty for strategies that take all of it.
    ///
    /// @param candidates what [#candidates] gave for the definition
    default Optional<Effort> effort(SweepDefinition definition, Candidates candidates) {
        return Optional.empty();
    }

    /// A strategy that goes on from the given state; empty state = from the start.
    ///
    /// @throws dev.promptlooper.producer.space.SpaceException as [#candidates]
    SearchStrategy create(SweepDefinition definition, StateEntries state);
}
