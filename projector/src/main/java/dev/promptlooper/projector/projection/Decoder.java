package dev.promptlooper.projector.projection;

import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Reads a record, or says why it cannot be read. Stateless.
final class Decoder {

    private Decoder() {}

    /// @throws IllegalArgumentException when there is no value, or it is not one of the topic's
    static <T> T value(Topic<T> topic, ConsumerRecord<String, byte[]> record) {
        T value = topic.serde().deserialize(record.topic(), record.value());
        if (value == null) {
            throw new IllegalArgumentException(
                    "the record has no value; " + topic.shortName() + " takes no tombstones");
        }
        return value;
    }

    /// The key of a tombstone.
    ///
    /// @throws IllegalArgumentException when there is none
    static String key(ConsumerRecord<String, byte[]> record) {
        if (record.key() == null) {
            throw new IllegalArgumentException("a tombstone needs a key");
        }
        return record.key();
    }

    /// @throws IllegalArgumentException when the record's version is not one from 1 to the known
    static void checkSchema(int found, int known) {
        if (found < 1 || found > known) {
            throw new IllegalArgumentException(
                    "schema " + found + " is not known here (known: 1 to " + known
                            + "); upgrade the projector, then replay it");
        }
    }
}
