package dev.promptlooper.projector.query.letters;

import dev.promptlooper.contracts.json.Json;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// The key of a dead letter as one word for URLs.
///
/// @param service       who gave up
/// @param topic         where the record came from
/// @param part          its partition
/// @param offset        its offset; below 0 when it came from no record
/// @param discriminator tells letters apart that came from no record
record LetterId(String service, String topic, int part, long offset, String discriminator) {

    /// Opaque and safe in a path.
    String text() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Json.write(this).getBytes(StandardCharsets.UTF_8));
    }

    /// Empty when it is not the id of a letter.
    static Optional<LetterId> parse(String text) {
        try {
            return Optional.of(Json.read(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8),
                    LetterId.class));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
