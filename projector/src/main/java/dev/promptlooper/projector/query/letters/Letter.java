package dev.promptlooper.projector.query.letters;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.promptlooper.contracts.kafka.DeadLetters;
import dev.promptlooper.contracts.topic.Topic;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// A dead letter in a list.
///
/// @param id           for looking at it and replaying it
/// @param offset       offset in its topic; below 0 when it came from no record
/// @param keyBase64    key of the record
/// @param valuePreview the first bytes, Base64
/// @param replayable   whether the letter has the whole record
record Letter(String id, String service, String topic, int partition, long offset, String reason, String message,
        long at, @Nullable String keyBase64, @Nullable String valuePreview, boolean replayable) {

    /// Why a record cannot be put back, or null when it can.
    ///
    /// @param keyChars   length of the key in Base64; 0 without a key
    /// @param valueChars length of the value in Base64; 0 without a value
    static @Nullable String obstacle(String topic, long offset, long keyChars, long valueChars) {
        Optional<Topic<?>> known = Topic.ALL.stream().filter(one -> one.topicName().equals(topic)).findFirst();
        if (offset < 0 || known.isEmpty()) {
            return "it came from no record of a topic of ours";
        }
        if (known.get().equals(Topic.DEAD_LETTER)) {
            return "it is an unreadable dead letter itself; nobody would read it differently the next time";
        }
        if (valueChars == 0) {
            return "the record had no value";
        }
        if (bytes(keyChars) >= DeadLetters.MAX_KEY || bytes(valueChars) >= DeadLetters.MAX_VALUE) {
            return "the letter may have a part of the record only; read it from the topic at its offset";
        }
        return null;
    }

    // Whole groups of three bytes: at most two too many, which is on the safe side.
    private static long bytes(long chars) {
        return chars / 4 * 3;
    }

    /// One letter whole.
    ///
    /// @param key           as text; absent without a key, or when it is no text
    /// @param value         as text; absent when it is none
    /// @param valueBase64   when it is no text
    /// @param valueBytes    bytes of the value that the letter has
    /// @param notReplayable why not
    record Detail(@JsonUnwrapped Letter letter, @Nullable String key, @Nullable String value,
            @Nullable String valueBase64, long valueBytes, @Nullable String notReplayable) {

        static Detail of(Letter letter, @Nullable String valueBase64, @Nullable String obstacle) {
            byte[] bytes = valueBase64 == null ? new byte[0] : Base64.getDecoder().decode(valueBase64);
            String key = letter.keyBase64() == null ? null : text(Base64.getDecoder().decode(letter.keyBase64()));
            String value = valueBase64 == null ? null : text(bytes);
            return new Detail(letter, key, value, value == null ? valueBase64 : null, bytes.length, obstacle);
        }

        private static @Nullable String text(byte[] bytes) {
            try {
                return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            } catch (CharacterCodingException e) {
                return null;
            }
        }
    }
}
