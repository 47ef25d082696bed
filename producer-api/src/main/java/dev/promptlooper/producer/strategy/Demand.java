package dev.promptlooper.producer.strategy;

import org.jspecify.annotations.Nullable;

/// A lane (one endpoint) has room for more runs.
///
/// @param lane        endpoint name
/// @param slots       most runs that will be taken now, 1 or more
/// @param outstanding runs of the lane that are requested and not yet ended
/// @param steering    pruned and pinned candidates
/// @param left        what the budget still allows
/// @param at          epoch milliseconds
public record Demand(String lane, int slots, int outstanding, Steering steering, BudgetLeft left, long at) {

    /// What may still be spent beyond everything that is spent and reserved; null = no limit.
    public record BudgetLeft(@Nullable Double usd, @Nullable Long tokens, @Nullable Long calls,
            @Nullable Double minutes) {}
}
