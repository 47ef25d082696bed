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

    /// Bytes of a value that a letter keeps; one of this length may have been cut.
    public static final int MAX_VALUE = 512 << 10;
    // A larger key could make the letter itself too large to send, and the poison record would stop its partition after all.
    /// Bytes of a key that a letter keeps.
    public static final int MAX_KEY = 64 << 10;
    private static final int MAX_MESSAGE = 4_000;

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
        String keyText = key == null ? null : base64.encodeToString(cut(key, MAX_KEY));
        String valueText = value == null ? null : base64.encodeToString(cut(value, MAX_VALUE));
        DeadLetter letter = new DeadLetter(DeadLetter.SCHEMA, service, topic, partition, offset, keyText, valueText,
                reason, message.substring(0, Math.min(MAX_MESSAGE, message.length())), at);
        return new ProducerRecord<>(Topic.DEAD_LETTER.topicName(), key == null || key.length > MAX_KEY ? null : key,
                Topic.DEAD_LETTER.serde().serialize(Topic.DEAD_LETTER.topicName(), letter));
    }

    private static byte[] cut(byte[] bytes, int max) {
        return bytes.length > max ? Arrays.copyOf(bytes, max) : bytes;
    }
}
