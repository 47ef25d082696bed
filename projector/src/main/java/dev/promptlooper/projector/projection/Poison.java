package dev.promptlooper.projector.projection;

import dev.promptlooper.contracts.event.DeadLetter;
import dev.promptlooper.contracts.kafka.DeadLetters;
import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// A record that cannot be projected.
///
/// @param record  as it was read
/// @param reason  short machine-readable reason
/// @param message what is wrong
record Poison(ConsumerRecord<String, byte[]> record, String reason, String message) {

    /// Which record a letter is about, and who gave it up.
    static String identity(DeadLetter letter) {
        return letter.service() + " " + letter.topic() + "-" + letter.partition() + "@" + letter.offset();
    }

    /// The record for the dead-letter topic; its time is that of the poison, so that it is the same whenever it is made.
    ProducerRecord<byte[], byte[]> toRecord() {
        byte[] key = record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8);
        return DeadLetters.record(Projector.GROUP, record.topic(), record.partition(), record.offset(), key,
                record.value(), reason, message, record.timestamp());
    }

    DeadLetter toDeadLetter() {
        return Objects.requireNonNull(
                Topic.DEAD_LETTER.serde().deserialize(Topic.DEAD_LETTER.topicName(), toRecord().value()));
    }
}
