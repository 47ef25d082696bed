package dev.promptlooper.contracts.event;

/// Why a run was asked for.
public enum Purpose {
    /// An ordinary run of a sweep.
    SWEEP,
    /// A call that a judge scorer makes about another run; cached, limited and paid like any other.
    JUDGE
}
