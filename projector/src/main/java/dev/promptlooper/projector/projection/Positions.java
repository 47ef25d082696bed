package dev.promptlooper.projector.projection;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The table `results.position`: how far each partition is projected, and of which log that is true.
final class Positions {

    /// @param next offset of the first record that is not projected
    record Position(String clusterId, String topicId, long next) {}

    /// @param expected what the projector counts on
    /// @param next     where it goes
    record Step(TopicPartition partition, long expected, long next) {}

    private static final Upsert<Step> ADVANCE = new Upsert.ColumnList<Step>()
            .text("topic", (s, o) -> s.partition().topic())
            .int4("part", (s, o) -> s.partition().partition())
            .int8("expected", (s, o) -> s.expected())
            .int8("next", (s, o) -> s.next())
            .build("""
                     UPDATE results.position p SET next_offset = s.next FROM s
                    WHERE p.topic = s.topic AND p.part = s.part AND p.next_offset = s.expected""");

    private Positions() {}

    static Map<TopicPartition, Position> read(Connection connection) throws SQLException {
        Map<TopicPartition, Position> positions = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT topic, part, cluster_id, topic_id, next_offset FROM results.position")) {
            while (row.next()) {
                positions.put(new TopicPartition(row.getString(1), row.getInt(2)),
                        new Position(row.getString(3), row.getString(4), row.getLong(5)));
            }
        }
        return positions;
    }

    /// Why these positions are not positions in this log; null when they are.
    static @Nullable String conflict(Map<TopicPartition, Position> positions, KafkaLog log) {
        for (Map.Entry<TopicPartition, Position> entry : positions.entrySet()) {
            TopicPartition partition = entry.getKey();
            Position position = entry.getValue();
            if (!position.clusterId().equals(log.clusterId())) {
                return "the results are of Kafka cluster " + position.clusterId() + ", this is " + log.clusterId();
            }
            String topicId = log.topicIds().get(partition.topic());
            if (topicId != null && !topicId.equals(position.topicId())) {
                return "topic " + partition.topic() + " was made anew (id " + topicId + ", was " + position.topicId()
                        + ")";
            }
            Long end = log.end().get(partition);
            if (end != null && position.next() > end) {
                return "position " + position.next() + " of " + partition + " lies beyond the end of the log at " + end
                        + ": the log lost records that the results have";
            }
        }
        return null;
    }

    /// Adds positions for partitions that have none: projected from the start of the log.
    static void begin(Connection connection, Collection<TopicPartition> partitions, KafkaLog log) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO results.position (topic, part, cluster_id, topic_id, next_offset) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
            for (TopicPartition partition : partitions) {
                insert.setString(1, partition.topic());
                insert.setInt(2, partition.partition());
                insert.setString(3, log.clusterId());
                insert.setString(4, log.topicIds().get(partition.topic()));
                insert.setLong(5, log.start().getOrDefault(partition, 0L));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /// Moves positions on, each only from where it is expected to be. This comes first in the transaction: the row locks make a
    /// second projector wait, and then find that it is late.
    static void advance(Connection connection, List<Step> steps) throws SQLException, PositionsMoved {
        List<@Nullable Object[]> rows = new ArrayList<>();
        steps.stream()
                .sorted(java.util.Comparator.comparing((Step step) -> step.partition().topic())
                        .thenComparingInt(step -> step.partition().partition()))
                .forEach(step -> rows.add(ADVANCE.row(step, 0)));
        int moved = ADVANCE.execute(connection, rows, Math.max(1, rows.size()));
        if (moved != steps.size()) {
            throw new PositionsMoved("only " + moved + " of " + steps.size()
                    + " positions are where this projector left them; it starts again from the database's");
        }
    }
}
