package dev.promptlooper.projector.query;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The query parameters of a request. A name that the route does not know is an error: a misspelt filter must not look like an
/// answer.
final class Params {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 1_000;

    private final Map<String, String> values;

    Params(Map<String, String> values, Set<String> known) {
        this.values = values;
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw Problem.badParameter(name, values.get(name),
                        "is not known here; known are " + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    /// The value, or null when it is absent or empty.
    @Nullable
    String text(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    @Nullable
    Long number(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            return Long.valueOf(value);
        } catch (NumberFormatException e) {
            throw Problem.badParameter(name, value, "give a whole number, was '" + value + "'");
        }
    }

    @Nullable
    Boolean flag(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Problem.badParameter(name, value, "give true or false, was '" + value + "'");
        };
    }

    /// Case does not matter, and `-` stands for `_`.
    <E extends Enum<E>> @Nullable E choice(String name, Class<E> type) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(value.replace('-', '_'))) {
                return constant;
            }
        }
        throw Problem.badParameter(name, value, "give one of "
                + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT) + ", was '" + value + "'");
    }

    int limit() {
        Long limit = number("limit");
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Problem.badParameter("limit", text("limit"), "give 1 to " + MAX_LIMIT + ", was " + limit);
        }
        return limit.intValue();
    }
}
