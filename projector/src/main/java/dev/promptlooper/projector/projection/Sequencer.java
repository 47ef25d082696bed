package dev.promptlooper.projector.projection;

import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.projector.live.Change;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Numbers the changes of a batch inside of the batch's transaction, so that every reader of the feed, now or after a restart,
/// meets the same numbers.
final class Sequencer {

    private Sequencer() {}

    static List<Change> number(Connection connection, Batch batch, String epoch) throws SQLException {
        Map<String, Map<String, Change.Entry>> maps = mapChanges(batch);
        List<Change> changes = new ArrayList<>();
        if (!maps.isEmpty()) {
            // Sorted, like all rows, so that two projectors lock channels in the same order.
            try (PreparedStatement upsert = connection.prepareStatement("""
                    INSERT INTO results.channel AS c (ch, seq) SELECT ch, 1 FROM unnest(?::text[]) AS s(ch)
                    ON CONFLICT (ch) DO UPDATE SET seq = c.seq + 1 RETURNING ch, seq""")) {
                upsert.setArray(1, connection.createArrayOf("text", maps.keySet().toArray(new String[0])));
                try (ResultSet row = upsert.executeQuery()) {
                    while (row.next()) {
                        Map<String, Change.Entry> entries = maps.getOrDefault(row.getString(1), Map.of());
                        changes.add(new Change(row.getString(1), epoch, row.getLong(2) - 1, row.getLong(2),
                                List.copyOf(entries.values())));
                    }
                }
            }
        }
        eventChanges(batch, epoch, changes);
        return changes;
    }

    private static Map<String, Map<String, Change.Entry>> mapChanges(Batch batch) {
        TreeMap<String, Map<String, Change.Entry>> changes = new TreeMap<>();
        for (String sweepId : batch.touchedSweeps()) {
            put(changes, Change.SWEEPS, new Change.SweepChanged(sweepId));
            put(changes, Change.summary(sweepId), new Change.SweepChanged(sweepId));
        }
        for (Tombstone lost : batch.lostCandidates()) {
            put(changes, Change.leaderboard(lost.key()), new Change.CandidateTouched(String.valueOf(lost.index())));
        }
        batch.marks()
                .forEach(mark -> put(changes, Change.leaderboard(mark.sweepId()),
                        new Change.CandidateTouched(String.valueOf(mark.candidateIndex()))));
        for (CandidateStats stats : batch.candidates()) {
            put(changes, Change.leaderboard(stats.sweepId()), new Change.CandidateChanged(stats));
        }
        return changes;
    }

    private static void put(Map<String, Map<String, Change.Entry>> changes, String channel, Change.Entry entry) {
        changes.computeIfAbsent(channel, name -> new LinkedHashMap<>()).put(entry.key(), entry);
    }

    private static void eventChanges(Batch batch, String epoch, List<Change> changes) {
        Map<String, List<SweepEvent>> bySweep = new TreeMap<>();
        batch.events().forEach(event -> bySweep.computeIfAbsent(event.sweepId(), id -> new ArrayList<>()).add(event));
        bySweep.forEach((sweepId, events) -> {
            List<Change.Entry> entries = new ArrayList<>();
            events.forEach(event -> entries.add(new Change.EventAppended(event)));
            changes.add(new Change(Change.events(sweepId), epoch, events.getFirst().seq() - 1, events.getLast().seq(),
                    entries));
        });
    }
}
