/// Which runs a sweep makes, and in which order.
///
/// A [SearchStrategy] is a deterministic function: `(state, event) → state` and `(state, demand) → (state, runs)`. All of its
/// state is in small entries behind [StateEntries], which the planner keeps in a changelogged store, so that a strategy is
/// restarted by making a new one on the old entries. [StrategyRegistry] finds it by the `type` in the sweep file. [OrderedStrategy]
/// (grid and random) walks a fixed list of candidates; guided search decides from the results that arrive as [StrategyEvent].
@NullMarked
package dev.promptlooper.producer.strategy;

import org.jspecify.annotations.NullMarked;
