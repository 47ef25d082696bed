package dev.promptlooper.contracts.kafka;

import dev.promptlooper.contracts.event.DeadLetter;
import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Base64;

/// Makes the record for the dead-letter topic out of what a service could not process. Every service uses it, so that all dead
/// letters look alike and can be replayed.
public final class DeadLetters {

    private static final int MAX_VALUE = 512 << 10;

    private DeadLetters() {}

    /// @param service   who gives up
    /// @param topic     where the record came from
    /// @param partition its partition
    /// @param offset    its offset
    /// @param key       its key bytes, or null
    /// @param value     its value bytes, or null
    /// @param reason    short machine-readable reason
    /// @param message   what was wrong
    /// @param at        epoch milliseconds
    public static ProducerRecord<byte[], byte[]> record(String service, String topic, int partition, long offset,
            byte @Nullable [] key,
            byte @Nullable [] value, String reason, String message, long at) {
        Base64.Encoder base64 = Base64.getEncoder();
        String keyText = key == null ? null : base64.encodeToString(key);
        String valueText = value == null
                ? null
                : base64.encodeToString(value.length > MAX_VALUE ? Arrays.copyOf(value, MAX_VALUE) : value);
        DeadLetter letter = new DeadLetter(DeadLetter.SCHEMA, service, topic, partition, offset, keyText, valueText,
                reason, message, at);
        return new ProducerRecord<>(Topic.DEAD_LETTER.topicName(), key,
                Topic.DEAD_LETTER.serde().serialize(Topic.DEAD_LETTER.topicName(), letter));
    }
}
