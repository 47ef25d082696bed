package dev.promptlooper.projector.projection;

import dev.promptlooper.projector.live.Change;
import dev.promptlooper.projector.projection.Positions.Position;
import dev.promptlooper.projector.projection.Positions.Step;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.sql.DataSource;

/// The database side of the projection: one batch is one transaction over rows, positions and numbers of the live feed.
/// Holds one connection while all goes well. Confined to the projector's thread.
final class Projection implements AutoCloseable {

    private final DataSource database;
    private final ProjectionSchema schema;
    private final Sequencer sequencer = new Sequencer();
    private @Nullable Connection connection;
    private String epoch = "";
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    Projection(DataSource database, ProjectionSchema schema) {
        this.database = database;
        this.schema = schema;
    }

    /// Where the partitions stand, after the schema is there and belongs to this log; rebuilds it when it does not.
    ///
    /// @throws SQLException when the database does not answer; try again
    Map<TopicPartition, Long> assume(Collection<TopicPartition> partitions, KafkaLog log) throws SQLException {
        Map<TopicPartition, Long> before = Map.copyOf(positions);
        disconnect();
        schema.ensure();
        Map<TopicPartition, Position> stored = Positions.read(connection());
        String conflict = Positions.conflict(stored, log);
        if (conflict != null) {
            schema.rebuild(conflict, c -> Positions.conflict(Positions.read(c), log) != null);
            stored = Positions.read(connection());
        }
        Set<TopicPartition> missing = new HashSet<>(partitions);
        missing.removeAll(stored.keySet());
        if (!missing.isEmpty()) {
            Positions.begin(connection(), missing, log);
            stored = Positions.read(connection());
        }
        positions.clear();
        for (TopicPartition partition : partitions) {
            Position position = stored.get(partition);
            if (position == null) {
                throw new SQLException("no position for " + partition + "; the schema was dropped in between");
            }
            positions.put(partition, position.next());
        }
        epoch = currentEpoch(isBehind(before) || isBehind(log.committed()));
        connection().setAutoCommit(false);
        return Map.copyOf(positions);
    }

    /// Applies a batch.
    ///
    /// @param next positions after the batch
    /// @return what changed, for the live feed
    /// @throws PositionsMoved when somebody else moved the positions; nothing was written
    /// @throws SQLException   when it failed; whether it was written is not known, the positions tell
    List<Change> apply(Batch batch, Map<TopicPartition, Long> next) throws SQLException, PositionsMoved {
        Connection open = connection();
        try {
            Positions.advance(open, steps(next));
            batch.write(open);
            List<Change> changes = sequencer.number(open, batch, epoch);
            open.commit();
            positions.putAll(next);
            return changes;
        } catch (SQLException | PositionsMoved | RuntimeException e) {
            try {
                open.rollback();
            } catch (SQLException rollback) {
                e.addSuppressed(rollback);
                disconnect();
            }
            throw e;
        }
    }

    /// Offset that is expected next of a partition, or null when it is not positioned.
    @Nullable
    Long position(TopicPartition partition) {
        return positions.get(partition);
    }

    /// Whether schema and positions are as this projection left them; asked now and then, since nobody writes while it is quiet.
    boolean isIntact() throws SQLException {
        Connection open = connection();
        try {
            if (!ProjectionSchema.isComplete(open)) {
                return false;
            }
            Map<TopicPartition, Position> stored = Positions.read(open);
            return positions.entrySet().stream().allMatch(entry -> {
                Position position = stored.get(entry.getKey());
                return position != null && position.next() == entry.getValue();
            });
        } finally {
            open.rollback();
        }
    }

    String epoch() {
        return epoch;
    }

    private List<Step> steps(Map<TopicPartition, Long> next) {
        return next.entrySet()
                .stream()
                .map(entry -> new Step(entry.getKey(), positions.getOrDefault(entry.getKey(), -1L), entry.getValue()))
                .toList();
    }

    private boolean isBehind(Map<TopicPartition, Long> known) {
        return known.entrySet()
                .stream()
                .anyMatch(entry -> positions.getOrDefault(entry.getKey(), entry.getValue()) < entry.getValue());
    }

    // Commits wait for the disk, so a crash of the database server loses no number that a reader of the live feed has seen. What does
    // lose some is a database that was restored from a copy, or a replica that took over before it had everything: then its positions
    // lie behind those that the group left in Kafka, or its history branched off. A new epoch tells readers to start over.
    private String currentEpoch(boolean wentBack) throws SQLException {
        try (Statement statement = connection().createStatement();
                ResultSet row = statement.executeQuery("SELECT epoch, server_history = "
                        + ProjectionSchema.SERVER_HISTORY + " FROM results.projection")) {
            if (row.next() && row.getBoolean(2) && !wentBack) {
                return row.getString(1);
            }
        }
        String fresh = schema.newEpoch();
        try (PreparedStatement update = connection().prepareStatement(
                "UPDATE results.projection SET epoch = ?, server_history = " + ProjectionSchema.SERVER_HISTORY)) {
            update.setString(1, fresh);
            update.executeUpdate();
        }
        try (Statement statement = connection().createStatement()) {
            statement.execute("TRUNCATE results.change");
        }
        return fresh;
    }

    private Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = database.getConnection();
            open.setAutoCommit(true);
            connection = open;
            try (Statement statement = open.createStatement()) {
                // Nobody sees a commit before it is on the disk. Rows alone could be read from Kafka again, but numbers that
                // followers have seen must not be given to other changes. A few times per second this costs little.
                statement.execute("SET synchronous_commit TO on");
            }
        }
        return open;
    }

    /// Gives the connection up; the next use opens another.
    void disconnect() {
        Connection open = connection;
        connection = null;
        if (open == null) {
            return;
        }
        try (open) {
            if (!open.getAutoCommit()) {
                open.rollback();
                open.setAutoCommit(true);
            }
            try (Statement statement = open.createStatement()) {
                statement.execute("RESET synchronous_commit");
            }
        } catch (SQLException e) {
            // It is broken, which is why it is given up; the pool throws it away.
        }
    }

    @Override
    public void close() {
        disconnect();
    }
}
