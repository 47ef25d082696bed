package dev.promptlooper.producer.datasets;

import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// A column of a dataset version.
///
/// @param name name
/// @param type what its values look like; values are kept as they are written, `007` stays `007`
/// @param role what it is for
record Column(String name, Type type, ColumnMapping.Role role) {

    /// What values look like.
    enum Type {
        STRING, INTEGER, NUMBER, BOOLEAN, LIST, OBJECT, MIXED, EMPTY;

        private static final Pattern INTEGER_TEXT = Pattern.compile("[+-]?\\d{1,18}");
        private static final Pattern NUMBER_TEXT = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

        @JsonValue
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// The type of a value; text is looked into where the format has only text.
        static Type of(@Nullable Object value, boolean textOnly) {
            return switch (value) {
                case null -> EMPTY;
                case Boolean _ -> BOOLEAN;
                case Double _ -> NUMBER;
                case Number _ -> INTEGER;
                case List<?> _ -> LIST;
                case Map<?, ?> _ -> OBJECT;
                case String text when text.isEmpty() -> EMPTY;
                case String text when textOnly -> ofText(text);
                default -> STRING;
            };
        }

        private static Type ofText(String text) {
            char first = text.charAt(0);
            if (text.length() <= 40 && (Character.isDigit(first) || first == '-' || first == '+' || first == '.')) {
                if (INTEGER_TEXT.matcher(text).matches()) {
                    return INTEGER;
                }
                return NUMBER_TEXT.matcher(text).matches() ? NUMBER : STRING;
            }
            return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false") ? BOOLEAN : STRING;
        }

        /// One type for all values of a column.
        static Type summary(Set<Type> seen) {
            EnumSet<Type> types = EnumSet.noneOf(Type.class);
            types.addAll(seen);
            types.remove(EMPTY);
            if (types.contains(NUMBER)) {
                types.remove(INTEGER);
            }
            return switch (types.size()) {
                case 0 -> EMPTY;
                case 1 -> types.iterator().next();
                default -> MIXED;
            };
        }
    }
}
