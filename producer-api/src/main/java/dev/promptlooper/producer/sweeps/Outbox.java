package dev.promptlooper.producer.sweeps;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Records that are accepted and not yet in Kafka. Thread-safe.
final class Outbox {

    private static final int BATCH = 200;

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final Semaphore kicks = new Semaphore(0);

    Outbox(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Never compared, and its bytes are never changed.
    @SuppressWarnings("ArrayRecordComponent")
    record Row(long id, String topic, String key, byte[] value) {}

    /// Adds a record, in the transaction of the caller.
    void put(String topic, String key, byte[] value) {
        jdbc.sql("INSERT INTO catalog.outbox (topic, key, value, created_at) VALUES (:topic, :key, :value, :now)")
                .param("topic", topic)
                .param("key", key)
                .param("value", value)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    /// Says that there is something, after the commit.
    void kick() {
        kicks.release();
    }

    /// Waits for a kick, or the time.
    void await(long millis) throws InterruptedException {
        if (kicks.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            kicks.drainPermits();
        }
    }

    /// The oldest record of every key, in a transaction; none when another process is relaying. Taking one per key keeps the
    /// order of a key even when a record of it fails and others do not.
    List<Row> heads() {
        boolean mine = jdbc.sql("SELECT pg_try_advisory_xact_lock(hashtext('catalog.outbox'))")
                .query(Boolean.class)
                .single();
        if (!mine) {
            return List.of();
        }
        return jdbc.sql("""
                SELECT id, topic, key, value FROM (
                    SELECT DISTINCT ON (key) id, topic, key, value FROM catalog.outbox ORDER BY key, id) head
                ORDER BY id LIMIT :batch""")
                .param("batch", BATCH)
                .query((row, _) -> new Row(row.getLong("id"), row.getString("topic"), row.getString("key"),
                        row.getBytes("value")))
                .list();
    }

    void delete(List<Long> ids) {
        if (!ids.isEmpty()) {
            jdbc.sql("DELETE FROM catalog.outbox WHERE id IN (:ids)").param("ids", ids).update();
        }
    }

    /// Number of records waiting.
    long size() {
        return jdbc.sql("SELECT count(*) FROM catalog.outbox").query(Long.class).single();
    }
}
