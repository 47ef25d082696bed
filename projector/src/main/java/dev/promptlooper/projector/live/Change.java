package dev.promptlooper.projector.live;

import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.event.SweepEvent;

import java.util.List;

/// What one committed transaction changed on one channel.
///
/// Map channels (`sweeps`, `sweep:{id}:summary`, `sweep:{id}:leaderboard`, `sweep:{id}:cells`) count transactions: `seq` is `prev + 1`. The log
/// channel `sweep:{id}:events` uses the events' own numbers: `prev` is the number before the first, `seq` that of the last.
/// A listener that holds `seq ≥ prev` of the same epoch may merge; otherwise it must take a snapshot.
///
/// @param channel name of the channel
/// @param epoch   positions of different epochs cannot be compared
/// @param prev    position before
/// @param seq     position after, below 2^53
/// @param entries what changed, at most one per key on map channels, in order on log channels
public record Change(String channel, String epoch, long prev, long seq, List<Entry> entries) {

    public static final String SWEEPS = "sweeps";

    public Change {
        entries = List.copyOf(entries);
    }

    public static String summary(String sweepId) {
        return "sweep:" + sweepId + ":summary";
    }

    public static String leaderboard(String sweepId) {
        return "sweep:" + sweepId + ":leaderboard";
    }

    public static String events(String sweepId) {
        return "sweep:" + sweepId + ":events";
    }

    public static String cells(String sweepId) {
        return "sweep:" + sweepId + ":cells";
    }

    /// Cases per key of `sweep:{id}:cells`.
    public static final int CELL_ROWS = 64;

    /// One changed key.
    public sealed interface Entry {
        String key();
    }

    /// The row of a sweep changed (status, books, leaderboard head, definition, number of runs): read it again.
    public record SweepChanged(String key) implements Entry {}

    /// A candidate's row has new figures.
    public record CandidateChanged(CandidateStats stats) implements Entry {
        @Override
        public String key() {
            return String.valueOf(stats.candidate().index());
        }
    }

    /// A candidate's row is gone, or it was pruned or pinned: read it again.
    public record CandidateTouched(String key) implements Entry {}

    /// Runs of [#CELL_ROWS] neighbouring cases are new or changed.
    ///
    /// @param key  number of the window: case index div [#CELL_ROWS]
    /// @param asOf time of the newest of them, epoch milliseconds
    public record CellsChanged(String key, long asOf) implements Entry {}

    /// An event was appended.
    public record EventAppended(SweepEvent event) implements Entry {
        @Override
        public String key() {
            return String.valueOf(event.seq());
        }
    }
}
