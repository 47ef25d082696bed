package dev.promptlooper.projector.projection;

import dev.promptlooper.projector.live.ChangeFeed;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// Applies what one poll brought, in one transaction where the database takes it, and tells dead-letter topic and change feed.
/// A value that the database refuses costs its own record only. Confined to one thread.
final class Applier implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Applier.class);

    private final Projection projection;
    private final ChangeFeed feed;
    private final PoisonOutlet outlet;
    private long applied;
    private long poison;

    Applier(Projection projection, ChangeFeed feed, PoisonOutlet outlet) {
        this.projection = projection;
        this.feed = feed;
        this.outlet = outlet;
    }

    /// Records applied so far, poison included.
    long applied() {
        return applied;
    }

    /// Records set aside so far.
    long poison() {
        return poison;
    }

    /// @param next positions after the records
    /// @throws SQLException   when the database does not answer, or its tables are gone
    /// @throws PositionsMoved when somebody else has moved the positions
    void apply(ConsumerRecords<String, byte[]> records, Map<TopicPartition, Long> next)
            throws SQLException, PositionsMoved {
        try {
            commit(Batch.of(records), next);
        } catch (SQLException e) {
            if (DatabaseFault.of(e) != DatabaseFault.DATA) {
                throw e;
            }
            LOG.warn("the database refuses a value of {} records, applying them one by one: {}", records.count(),
                    e.getMessage());
            applyEach(records, next);
        }
        applied += records.count();
    }

    private void applyEach(ConsumerRecords<String, byte[]> records, Map<TopicPartition, Long> next)
            throws SQLException, PositionsMoved {
        for (ConsumerRecord<String, byte[]> record : records) {
            Map<TopicPartition, Long> one = Map.of(new TopicPartition(record.topic(), record.partition()),
                    record.offset() + 1);
            try {
                commit(Batch.of(List.of(record)), one);
            } catch (SQLException e) {
                if (DatabaseFault.of(e) != DatabaseFault.DATA) {
                    throw e;
                }
                commit(Batch.of(new Poison(record, "refused-by-database", String.valueOf(e.getMessage()))), one);
            }
        }
        commit(Batch.of(List.of()), next);
    }

    private void commit(Batch batch, Map<TopicPartition, Long> next) throws SQLException, PositionsMoved {
        // Before the commit: a crash in between writes a letter twice (it is shown once), the other order would lose it.
        outlet.send(batch.poison());
        poison += batch.poison().size();
        feed.publish(projection.apply(batch, next));
    }

    @Override
    public void close() {
        outlet.close();
    }
}
