package dev.promptlooper.contracts.event;

import org.jspecify.annotations.Nullable;

/// Topic `dead-letter`, key = original key (null when it is longer than 64 KiB). A record that a service could not process, with its original bytes.
///
/// @param schema      record version, currently 1
/// @param service     who gave up
/// @param topic       where it came from
/// @param partition   partition there
/// @param offset      offset there
/// @param keyBase64   original key bytes, Base64, cut at 64 KiB; null when the key was null
/// @param valueBase64 original value bytes, Base64, cut at 512 KiB; null when the value was null
/// @param reason      short machine-readable reason such as `undecodable`
/// @param message     what was wrong, in words
/// @param at          epoch milliseconds
public record DeadLetter(int schema, String service, String topic, int partition, long offset,
        @Nullable String keyBase64,
        @Nullable String valueBase64, String reason, String message, long at) {

    public static final int SCHEMA = 1;
}
