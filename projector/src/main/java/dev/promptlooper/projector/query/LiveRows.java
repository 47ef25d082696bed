package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.projector.live.ChannelName;
import dev.promptlooper.projector.live.ChannelSource;
import dev.promptlooper.projector.live.Position;
import dev.promptlooper.projector.live.ViewKey;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.sql.DataSource;

/// The live feed's channels in the database: the same rows as the lists of the query API, with the numbers that the projection
/// gave them, each reading from one consistent state. Thread-safe.
public final class LiveRows implements ChannelSource {

    private static final int HISTORY_ROWS = 2_000;
    private static final int MOST_PINNED = 200;
    private static final int FIRST_ENTRIES = 200;

    private final DataSource database;
    private final InstantSource clock;

    public LiveRows(DataSource database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    private interface Reading<T> {
        T from(Results results);
    }

    /// @param floor   numbers above it are all known
    /// @param changes last change per key
    private record Log(long floor, Map<String, Long> changes) {}

    /// @param complete whether the view shows everything there is
    private record Members(Set<String> keys, boolean complete) {}

    @Override
    public Map<ChannelName, Position> heads(Collection<ChannelName> channels) throws SourceFailure {
        record Head(String epoch, @Nullable String channel, long seq) {}
        Map<String, ChannelName> names = new HashMap<>();
        channels.forEach(channel -> names.put(channel.toString(), channel));
        try {
            List<Head> heads = new Results(database).list(
                    "SELECT p.epoch, c.ch, coalesce(c.seq, 0) FROM results.projection p LEFT JOIN results.channel c ON c.ch = ANY(?)",
                    List.of((Object) names.keySet().toArray(new String[0])),
                    (row, number) -> new Head(row.getString(1), row.getString(2), row.getLong(3)));
            if (heads.isEmpty()) {
                throw rebuilding(null);
            }
            Map<ChannelName, Position> positions = new HashMap<>();
            names.values().forEach(name -> positions.put(name, new Position(heads.getFirst().epoch(), 0)));
            for (Head head : heads) {
                ChannelName name = head.channel() == null ? null : names.get(head.channel());
                if (name != null) {
                    positions.put(name, new Position(head.epoch(), head.seq()));
                }
            }
            return positions;
        } catch (DataAccessException e) {
            throw rebuilding(e);
        }
    }

    @Override
    public MapReading map(ViewKey view, @Nullable Position held, Set<String> keys) throws SourceFailure {
        return read(results -> {
            Position at = position(results, view.channel());
            boolean fresh = held == null || !held.epoch().equals(at.epoch());
            long from = fresh || held == null ? 0 : held.seq();
            Log log = log(results, view.channel(), from, at.seq());
            Members members = members(results, view);
            Set<String> wanted = members.keys();
            if (!fresh && log.floor() <= from) {
                wanted = new HashSet<>(members.keys());
                wanted.removeIf(key -> keys.contains(key) && !log.changes().containsKey(key));
            }
            History history = !fresh
                    ? null
                    : members.complete()
                            ? new History(log.floor(), log.changes())
                            : new History(at.seq(), Map.of());
            return new MapReading(at, members.keys(), values(results, view, wanted), history);
        });
    }

    @Override
    public LogReading log(ChannelName channel, @Nullable Position held, int most) throws SourceFailure {
        return read(results -> {
            Position at = position(results, channel);
            boolean fresh = held == null || !held.epoch().equals(at.epoch());
            List<Entry> entries = results.list(
                    "SELECT * FROM (SELECT * FROM results.event WHERE sweep_id = ? AND seq > ? ORDER BY seq DESC LIMIT ?) e ORDER BY seq",
                    List.of(channel.sweep(), fresh || held == null ? 0 : held.seq(),
                            fresh ? Math.min(FIRST_ENTRIES, most) : most),
                    (row, number) -> new Entry(row.getLong("seq"), Json.write(EventQueries.event(row))));
            return new LogReading(at, entries);
        });
    }

    private static Position position(Results results, ChannelName channel) {
        return results.first(
                "SELECT epoch, coalesce((SELECT seq FROM results.channel WHERE ch = ?), 0) FROM results.projection",
                List.of(channel.toString()), (row, number) -> new Position(row.getString(1), row.getLong(2)))
                .orElseThrow(() -> new org.springframework.dao.EmptyResultDataAccessException(1));
    }

    private static Log log(Results results, ChannelName channel, long from, long to) {
        record Row(long seq, List<String> keys) {}
        List<Row> rows = results.list(
                "SELECT seq, keys FROM results.change WHERE ch = ? AND seq > ? AND seq <= ? ORDER BY seq DESC LIMIT "
                        + HISTORY_ROWS,
                List.of(channel.toString(), from, to),
                (row, number) -> new Row(row.getLong(1), List.of((String[]) row.getArray(2).getArray())));
        Map<String, Long> changes = new HashMap<>();
        long floor = to;
        for (Row row : rows) {
            if (row.seq() != floor) {
                break; // there is a gap: what lies before says nothing
            }
            floor--;
            for (String key : row.keys()) {
                changes.putIfAbsent(key, row.seq());
            }
        }
        return new Log(floor, changes);
    }

    private static Members members(Results results, ViewKey view) {
        Set<String> keys = new LinkedHashSet<>();
        boolean complete = true;
        switch (view.channel().kind()) {
            case SWEEPS -> {
                keys.addAll(texts(results,
                        "SELECT sweep_id FROM results.sweep WHERE archived IS NOT TRUE ORDER BY created_at DESC, sweep_id DESC LIMIT ?",
                        view.top()));
                complete = keys.size() < view.top();
                if (!view.keys().isEmpty()) {
                    keys.addAll(texts(results, "SELECT sweep_id FROM results.sweep WHERE sweep_id = ANY(?)",
                            (Object) view.keys().toArray(new String[0])));
                }
            }
            case SUMMARY ->
                keys.addAll(texts(results, "SELECT sweep_id FROM results.sweep WHERE sweep_id = ?",
                        view.channel().sweep()));
            case LEADERBOARD -> {
                String sweep = view.channel().sweep();
                keys.addAll(texts(results,
                        "SELECT candidate_index FROM results.candidate WHERE sweep_id = ? "
                                + "ORDER BY feasible DESC, sort_key DESC NULLS LAST, candidate_index LIMIT ?",
                        sweep, view.top()));
                complete = keys.size() < view.top();
                if (!complete) {
                    keys.addAll(texts(results,
                            "SELECT candidate_index FROM results.candidate JOIN results.candidate_mark m USING (sweep_id, candidate_index) "
                                    + "WHERE sweep_id = ? AND m.pinned ORDER BY candidate_index LIMIT " + MOST_PINNED,
                            sweep));
                    Long[] asked = view.keys()
                            .stream()
                            .filter(key -> key.matches("[0-9]{1,18}"))
                            .map(Long::valueOf)
                            .toArray(Long[]::new);
                    keys.addAll(texts(results,
                            "SELECT candidate_index FROM results.candidate WHERE sweep_id = ? AND candidate_index = ANY(?)",
                            sweep, asked));
                }
            }
            case CELLS ->
                keys.addAll(texts(results, "SELECT win FROM results.cell_window WHERE sweep_id = ? ORDER BY win",
                        view.channel().sweep()));
            case EVENTS, SYSTEM -> throw new IllegalArgumentException(view.channel() + " is no map in the database");
        }
        return new Members(keys, complete);
    }

    private static List<String> texts(Results results, String sql, Object... parameters) {
        return results.list(sql, List.of(parameters), (row, number) -> row.getString(1));
    }

    private Map<String, String> values(Results results, ViewKey view, Set<String> keys) {
        Map<String, String> values = new HashMap<>();
        if (keys.isEmpty()) {
            return values;
        }
        switch (view.channel().kind()) {
            case SWEEPS, SUMMARY -> new SweepQueries(results, clock).byId(keys)
                    .forEach(sweep -> values.put(sweep.sweepId(), Json.write(sweep)));
            case LEADERBOARD -> results.list("""
                    SELECT c.stats, coalesce(m.pruned, false) AS pruned, coalesce(m.pinned, false) AS pinned
                    FROM results.candidate_stats c LEFT JOIN results.candidate_mark m USING (sweep_id, candidate_index)
                    WHERE c.sweep_id = ? AND c.candidate_index = ANY(?)""",
                    List.of(view.channel().sweep(), keys.stream().map(Long::valueOf).toArray(Long[]::new)),
                    (row, number) -> CandidateRow.of(row.getString(1), null, row.getBoolean(2), row.getBoolean(3)))
                    .forEach(candidate -> values.put(String.valueOf(candidate.candidateIndex()),
                            Json.write(candidate)));
            case CELLS -> {
                record Window(String key, long seq, long asOf) {}
                results.list(
                        "SELECT win, seq, as_of FROM results.cell_window WHERE sweep_id = ? AND win = ANY(?)",
                        List.of(view.channel().sweep(), keys.stream().map(Long::valueOf).toArray(Long[]::new)),
                        (row, number) -> new Window(row.getString(1), row.getLong(2), row.getLong(3)))
                        .forEach(window -> values.put(window.key(),
                                "{\"seq\":" + window.seq() + ",\"asOf\":" + window.asOf() + "}"));
            }
            case EVENTS, SYSTEM -> throw new IllegalArgumentException(view.channel() + " is no map in the database");
        }
        return values;
    }

    private <T> T read(Reading<T> reading) throws SourceFailure {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
                return reading.from(new Results(new SingleConnectionDataSource(connection, true)));
            } finally {
                connection.rollback();
            }
        } catch (SQLException | DataAccessException e) {
            throw rebuilding(e);
        }
    }

    private static SourceFailure rebuilding(@Nullable Exception cause) {
        Throwable root = cause instanceof DataAccessException data ? data.getMostSpecificCause() : cause;
        String why = root == null ? "there is no projection yet" : String.valueOf(root.getMessage());
        return new SourceFailure("the database does not answer, or the results are being rebuilt: " + why,
                cause == null ? new IllegalStateException(why) : cause);
    }
}
