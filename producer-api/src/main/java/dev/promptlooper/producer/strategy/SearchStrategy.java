package dev.promptlooper.producer.strategy;

import dev.promptlooper.producer.space.Candidates;

import java.util.OptionalLong;

/// Decides which runs a sweep makes, in which order. An instance belongs to one sweep and is used by one thread.
///
/// The contract that makes kills harmless: whatever a strategy must remember is in its [StateEntries] when a method returns,
/// and it decides from those, the definition and its arguments only — no clock, no randomness but from the definition's seed.
/// A new instance on the same entries goes on exactly where the old one was. Entries should stay small (one per candidate that
/// was touched, not one for the whole sweep), because each change of one is written to a changelog.
public interface SearchStrategy {

    /// The candidates that indexes refer to.
    Candidates candidates();

    /// Runs that the sweep will make in all if nothing stops it; empty while that cannot be known.
    OptionalLong planned(Steering steering);

    /// Learns something. Called before the next [#propose].
    void on(StrategyEvent event);

    /// Proposes runs for a lane in the order of preference until the taker refuses or nothing is left.
    Proposal propose(Demand demand, Taker taker);
}
