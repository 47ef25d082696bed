package dev.promptlooper.producer.strategy;

import dev.promptlooper.producer.space.Candidates;

import java.util.Optional;
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
    ///
    /// When the whole search is over, every lane says [Proposal.Outlook#EXHAUSTED]: the sweep ends when the last result is in and
    /// all of them still say so. (A strategy without a [#verdict] is not asked again once it has said so for a lane.) WAITING
    /// promises that something is outstanding, or that another lane would take a run. A budget is no reason for EXHAUSTED: the
    /// taker refuses what it does not cover, the strategy says MORE, and the sweep goes on when somebody raises it.
    Proposal propose(Demand demand, Taker taker);

    /// What the search has found out, and how sure it is; empty — always — for strategies that follow a fixed order. Whoever
    /// returns one searches: the planner publishes it, tells the order of evaluation, and compares its spending with the grid.
    ///
    /// Reads only: it changes no state and the next [#propose] decides as if it had not been asked. Asked at most about once a
    /// second, at any time: before the first result, right after a restart, while paused, and once at the end. Keep it within a
    /// few milliseconds at 1,000 candidates.
    default Optional<SearchVerdict> verdict(Steering steering) {
        return Optional.empty();
    }
}
