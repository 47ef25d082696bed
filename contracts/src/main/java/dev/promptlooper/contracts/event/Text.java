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

    /// The whole text, in the record.
    record Inline(String value) implements Text {}

    /// Too large for a record: the body store has it.
    ///
    /// @param sha256  lower-case hexadecimal SHA-256 of the UTF-8 bytes, the key in the body store
    /// @param bytes   length in UTF-8 bytes
    /// @param preview the first 1,000 characters
    record Stored(String sha256, long bytes, String preview) implements Text {}
}
