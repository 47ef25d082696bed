package dev.promptlooper.contracts.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// The text of an answer: inline up to [dev.promptlooper.contracts.topic.Limits#inlineBytes()], else a claim check on the
/// body store in Postgres.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({@JsonSubTypes.Type(value = Text.Inline.class, name = "inline"),
    @JsonSubTypes.Type(value = Text.Stored.class, name = "stored")})
public sealed interface Text {

    static Text of(String value) {
        return new Inline(value);
    }

    /// The whole text, in the record. Half a surrogate pair (an answer that was cut inside an emoji) becomes U+FFFD: it has no
    /// UTF-8 form, and no database would take it.
    record Inline(String value) implements Text {
        public Inline {
            value = wellFormed(value);
        }
    }

    /// Too large for a record: the body store has it.
    ///
    /// @param sha256  lower-case hexadecimal SHA-256 of the UTF-8 bytes, the key in the body store
    /// @param bytes   length in UTF-8 bytes
    /// @param preview the first 1,000 characters
    record Stored(String sha256, long bytes, String preview) implements Text {
        public Stored {
            preview = wellFormed(preview);
        }
    }

    private static String wellFormed(String text) {
        StringBuilder repaired = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else {
                repaired = repaired == null ? new StringBuilder(text) : repaired;
                repaired.setCharAt(i, '\ufffd');
            }
        }
        return repaired == null ? text : repaired.toString();
    }
}
