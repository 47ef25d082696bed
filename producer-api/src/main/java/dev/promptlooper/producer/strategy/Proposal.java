package dev.promptlooper.producer.strategy;

import java.util.List;

/// What a strategy has to say after a demand, besides the runs that were taken.
///
/// @param outlook whether there is more to come
/// @param prune   candidates that it gives up on its own; pinned ones are kept all the same
public record Proposal(Outlook outlook, List<Prune> prune) {

    public static final Proposal MORE = new Proposal(Outlook.MORE, List.of());
    public static final Proposal EXHAUSTED = new Proposal(Outlook.EXHAUSTED, List.of());

    public Proposal {
        prune = List.copyOf(prune);
    }

    /// Whether the lane has more runs.
    public enum Outlook {
        /// It may: ask again when there is room.
        MORE,
        /// It depends on results that are outstanding: ask again after the next [StrategyEvent.Settled].
        WAITING,
        /// No: nothing more in this lane unless somebody un-prunes or pins.
        EXHAUSTED
    }

    /// @param candidate index
    /// @param reason    one sentence for people
    public record Prune(long candidate, String reason) {}
}
