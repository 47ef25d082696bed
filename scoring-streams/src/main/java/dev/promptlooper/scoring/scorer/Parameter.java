package dev.promptlooper.scoring.scorer;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// Describes one parameter of a [ScorerFactory].
///
/// @param name        key in the sweep file, lower-case with dashes
/// @param kind        what values it takes
/// @param required    whether it must be given
/// @param fallback    value when it is not given; null when there is none
/// @param description one sentence for people
public record Parameter(String name, Kind kind, boolean required, @Nullable Object fallback, String description) {

    /// What values a parameter takes.
    public enum Kind {
        /// A string; numbers and booleans are taken as their text.
        TEXT("a text"),
        /// A finite number.
        NUMBER("a number"),
        /// True or false.
        FLAG("true or false"),
        /// An object, or a string that holds one as JSON.
        OBJECT("an object");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        boolean accepts(@Nullable Object value) {
            return switch (this) {
                case TEXT -> value instanceof String || value instanceof Number || value instanceof Boolean;
                case NUMBER -> value instanceof Number number && Double.isFinite(number.doubleValue());
                case FLAG -> value instanceof Boolean;
                case OBJECT ->
                    value instanceof Map || value instanceof String || value instanceof Boolean
                            || value instanceof List;
            };
        }

        /// What it takes, in words.
        public String words() {
            return words;
        }
    }

    public static Parameter required(String name, Kind kind, String description) {
        return new Parameter(name, kind, true, null, description);
    }

    public static Parameter optional(String name, Kind kind, String description) {
        return new Parameter(name, kind, false, null, description);
    }

    public static Parameter withDefault(String name, Kind kind, Object fallback, String description) {
        return new Parameter(name, kind, false, fallback, description);
    }
}
