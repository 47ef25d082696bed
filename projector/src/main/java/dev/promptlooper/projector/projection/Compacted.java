package dev.promptlooper.projector.projection;

import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// A compacted topic in one batch: of each key the newest record, or that the topic has let go of it. Confined to one thread.
///
/// @param <T> the record
final class Compacted<T> {

    private final Topic<T> topic;
    private final int schema;
    private final ToIntFunction<T> schemaOf;
    private final Function<T, String> keyOf;
    private final Fold<T> rows;
    private final Fold<Tombstone> lost;

    /// @param schema newest version of the record that is known
    Compacted(Topic<T> topic, int schema, ToIntFunction<T> schemaOf, Function<T, String> keyOf, Upsert<T> table,
            Upsert<Tombstone> end) {
        this.topic = topic;
        this.schema = schema;
        this.schemaOf = schemaOf;
        this.keyOf = keyOf;
        this.rows = new Fold<>(table);
        this.lost = new Fold<>(end);
    }

    /// @return the key that it is about
    /// @throws RuntimeException when it cannot be read; all is as before then
    String add(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            String key = Decoder.key(record);
            lost.add(key, new Tombstone(key, 0), record.offset());
            rows.remove(key);
            return key;
        }
        T value = Decoder.value(topic, record);
        Decoder.checkSchema(schemaOf.applyAsInt(value), schema);
        String key = keyOf.apply(value);
        rows.add(key, value, record.offset());
        lost.remove(key);
        return key;
    }

    void write(Connection connection, int endsAtOnce, int rowsAtOnce) throws SQLException {
        lost.write(connection, endsAtOnce);
        rows.write(connection, rowsAtOnce);
    }
}
