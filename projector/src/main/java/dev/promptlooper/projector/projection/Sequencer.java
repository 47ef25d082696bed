package dev.promptlooper.projector.projection;

import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.projector.live.Change;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Numbers the changes of a batch inside of the batch's transaction, so that every reader of the feed, now or after a restart,
/// meets the same numbers. Keeps the keys of the last minutes' changes in `results.change`. Confined to one thread.
final class Sequencer {

    // Followers that were away for longer take a snapshot.
    private static final String HISTORY = "10 minutes";
    private static final int BATCHES_BETWEEN_PRUNING = 200;
    private static final String SEPARATOR = "\u001f";

    private static final Upsert<Change> LOG = new Upsert.ColumnList<Change>().text("ch", (c, o) -> c.channel())
            .int8("seq", (c, o) -> c.seq())
            .text("keys", (c, o) -> String.join(SEPARATOR, c.entries().stream().map(Change.Entry::key).toList()))
            // A number is used again when the database server lost its last commits; then the older keys mean nothing.
            .build("""
                     INSERT INTO results.change AS t (ch, seq, keys) SELECT ch, seq, string_to_array(keys, E'\\x1f') FROM s
                    ON CONFLICT (ch, seq) DO UPDATE SET keys = excluded.keys, at = excluded.at""");

    private record Window(String sweepId, long window, long seq, long asOf) {}

    private static final Upsert<Window> WINDOW = new Upsert.ColumnList<Window>().text("sweep_id", (w, o) -> w.sweepId())
            .int8("win", (w, o) -> w.window())
            .int8("seq", (w, o) -> w.seq())
            .int8("as_of", (w, o) -> w.asOf())
            .build("""
                     INSERT INTO results.cell_window AS t ({columns}) SELECT {values} FROM s
                    ON CONFLICT (sweep_id, win) DO UPDATE SET seq = excluded.seq,
                        as_of = greatest(t.as_of, excluded.as_of)""");

    private int batches;

    List<Change> number(Connection connection, Batch batch, String epoch) throws SQLException {
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
            remember(connection, changes);
        }
        eventChanges(connection, batch, epoch, changes);
        return changes;
    }

    private void remember(Connection connection, List<Change> changes) throws SQLException {
        List<@Nullable Object[]> log = new ArrayList<>();
        List<@Nullable Object[]> windows = new ArrayList<>();
        for (Change change : changes) {
            log.add(LOG.row(change, 0));
            for (Change.Entry entry : change.entries()) {
                if (entry instanceof Change.CellsChanged(String key, long asOf)) {
                    String sweepId = change.channel()
                            .substring("sweep:".length(), change.channel().length() - ":cells".length());
                    windows.add(WINDOW.row(new Window(sweepId, Long.parseLong(key), change.seq(), asOf), 0));
                }
            }
        }
        LOG.execute(connection, log, Math.max(1, log.size()));
        WINDOW.execute(connection, windows, Math.max(1, windows.size()));
        if (++batches % BATCHES_BETWEEN_PRUNING == 0) {
            try (Statement prune = connection.createStatement()) {
                prune.execute("DELETE FROM results.change WHERE at < now() - interval '" + HISTORY + "'");
            }
        }
    }

    private static Map<String, Map<String, Change.Entry>> mapChanges(Batch batch) {
        TreeMap<String, Map<String, Change.Entry>> changes = new TreeMap<>();
        for (String sweepId : batch.touchedSweeps()) {
            touch(changes, sweepId);
        }
        for (Tombstone lost : batch.lostCandidates()) {
            put(changes, Change.leaderboard(lost.key()), new Change.CandidateTouched(String.valueOf(lost.index())));
            touch(changes, lost.key());
        }
        batch.marks()
                .forEach(mark -> put(changes, Change.leaderboard(mark.sweepId()),
                        new Change.CandidateTouched(String.valueOf(mark.candidateIndex()))));
        for (CandidateStats stats : batch.candidates()) {
            put(changes, Change.leaderboard(stats.sweepId()), new Change.CandidateChanged(stats));
            // What a sweep counts as readable depends on the rows of its candidates, too.
            touch(changes, stats.sweepId());
        }
        for (RunScored run : batch.runs()) {
            String key = String.valueOf(run.run().caseIndex() / Change.CELL_ROWS);
            changes.computeIfAbsent(Change.cells(run.run().sweepId()), name -> new LinkedHashMap<>())
                    .merge(key, new Change.CellsChanged(key, run.scoredAt()), Sequencer::newer);
        }
        return changes;
    }

    private static Change.Entry newer(Change.Entry one, Change.Entry other) {
        return one instanceof Change.CellsChanged(String key, long first)
                && other instanceof Change.CellsChanged(String same, long second) && key.equals(same) && first > second
                        ? one
                        : other;
    }

    private static void touch(Map<String, Map<String, Change.Entry>> changes, String sweepId) {
        put(changes, Change.SWEEPS, new Change.SweepChanged(sweepId));
        put(changes, Change.summary(sweepId), new Change.SweepChanged(sweepId));
    }

    private static void put(Map<String, Map<String, Change.Entry>> changes, String channel, Change.Entry entry) {
        changes.computeIfAbsent(channel, name -> new LinkedHashMap<>()).put(entry.key(), entry);
    }

    private static void eventChanges(Connection connection, Batch batch, String epoch, List<Change> changes)
            throws SQLException {
        Map<String, List<SweepEvent>> bySweep = new TreeMap<>();
        batch.events().forEach(event -> bySweep.computeIfAbsent(event.sweepId(), id -> new ArrayList<>()).add(event));
        if (bySweep.isEmpty()) {
            return;
        }
        List<String> channels = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        bySweep.forEach((sweepId, events) -> {
            List<Change.Entry> entries = new ArrayList<>();
            events.forEach(event -> entries.add(new Change.EventAppended(event)));
            changes.add(new Change(Change.events(sweepId), epoch, events.getFirst().seq() - 1, events.getLast().seq(),
                    entries));
            channels.add(Change.events(sweepId));
            numbers.add(events.getLast().seq());
        });
        try (PreparedStatement upsert = connection.prepareStatement(
                """
                        INSERT INTO results.channel AS c (ch, seq) SELECT ch, seq FROM unnest(?::text[], ?::int8[]) AS s(ch, seq)
                        ON CONFLICT (ch) DO UPDATE SET seq = greatest(c.seq, excluded.seq)""")) {
            upsert.setArray(1, connection.createArrayOf("text", channels.toArray(new String[0])));
            upsert.setArray(2, connection.createArrayOf("int8", numbers.toArray(new Long[0])));
            upsert.execute();
        }
    }
}
