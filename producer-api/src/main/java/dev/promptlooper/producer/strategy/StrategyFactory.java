package dev.promptlooper.producer.strategy;

import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Candidates;

/// Makes strategies of one type. Thread-safe.
public interface StrategyFactory {

    /// The `type` in the sweep file.
    String type();

    /// The candidates of a sweep under this strategy. Cheap: nothing is listed.
    ///
    /// @throws dev.promptlooper.producer.space.SpaceException naming every problem of space and strategy parameters
    Candidates candidates(SweepDefinition definition);

    /// A strategy that goes on from the given state; empty state = from the start.
    ///
    /// @throws dev.promptlooper.producer.space.SpaceException as [#candidates]
    SearchStrategy create(SweepDefinition definition, StateEntries state);
}
