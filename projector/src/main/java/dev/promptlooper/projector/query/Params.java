package dev.promptlooper.projector.query;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The query parameters of a request. A name that the route does not know is an error: a misspelt filter must not look like an
/// answer.
public final class Params {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 1_000;

    private final Map<String, String> values;

    public Params(Map<String, String> values, Set<String> known) {
        this.values = values;
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw Problem.badParameter(name, values.get(name),
                        "is not known here; known are " + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    /// The value, or null when it is absent or empty.
    public @Nullable String text(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    public @Nullable Long number(String name) {
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

    public @Nullable Boolean flag(String name) {
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
    public <E extends Enum<E>> @Nullable E choice(String name, Class<E> type) {
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

    /// Rows of a page.
    public int limit() {
        Long limit = number("limit");
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Problem.badParameter("limit", text("limit"), "give 1 to " + MAX_LIMIT + ", was " + limit);
        }
        return limit.intValue();
    }

    /// Rows to skip, or null when `offset` was not given.
    public @Nullable Long offset() {
        return atLeast("offset", 0);
    }

    /// A whole number of at least `least`, or null.
    public @Nullable Long atLeast(String name, long least) {
        Long value = number(name);
        if (value != null && value < least) {
            throw Problem.badParameter(name, text(name), "give a number of " + least + " or more, was " + value);
        }
        return value;
    }

    /// A whole number in a range.
    public int between(String name, int least, int most, int otherwise) {
        Long value = number(name);
        if (value == null) {
            return otherwise;
        }
        if (value < least || value > most) {
            throw Problem.badParameter(name, text(name), "give " + least + " to " + most + ", was " + value);
        }
        return value.intValue();
    }

    /// A number of 0 or more, or null.
    public @Nullable Double amount(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            double amount = Double.parseDouble(value);
            if (amount >= 0 && Double.isFinite(amount)) {
                return amount;
            }
        } catch (NumberFormatException e) {
            throw Problem.badParameter(name, value, "give a number, was '" + value + "'");
        }
        throw Problem.badParameter(name, value, "give a number of 0 or more, was '" + value + "'");
    }

    /// A comma-separated list of whole numbers; empty when it was not given.
    public List<Long> numbers(String name, int most) {
        String value = text(name);
        if (value == null) {
            return List.of();
        }
        String[] parts = value.split(",", -1);
        if (parts.length > most) {
            throw Problem.badParameter(name, value, "give at most " + most + " of them, were " + parts.length);
        }
        try {
            return Arrays.stream(parts).map(String::trim).map(Long::valueOf).distinct().toList();
        } catch (NumberFormatException e) {
            throw Problem.badParameter(name, value, "give whole numbers with commas between them, was '" + value + "'");
        }
    }

    /// A comma-separated list of constants; empty when it was not given. Case does not matter, and neither do `-` and `_`.
    public <E extends Enum<E>> Set<E> choices(String name, Class<E> type) {
        String value = text(name);
        Set<E> found = EnumSet.noneOf(type);
        for (String part : value == null ? new String[0] : value.split(",", -1)) {
            String plain = part.trim().replace("-", "").replace("_", "");
            E match = Arrays.stream(type.getEnumConstants())
                    .filter(constant -> constant.name().replace("_", "").equalsIgnoreCase(plain))
                    .findFirst()
                    .orElseThrow(() -> Problem.badParameter(name, value, "give some of "
                            + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT)
                            + " with commas between them, was '" + part + "'"));
            found.add(match);
        }
        return found;
    }
}
