package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/// An order with a position in it: a page begins after the last row of the one before, which costs the same on the first page
/// and on the ten-thousandth, and neither repeats nor skips rows that stay where they are.
///
/// Rows are ordered by `sort_value` (when there is one; rows without a value come last in both directions) and then by the
/// unique tie columns.
///
/// @param name       sort as asked for; a cursor of another sort is refused
/// @param type       SQL type of `sort_value`, or null for the order of the tie columns alone
/// @param descending direction, of the ties too
/// @param ties       `column:type`, unique together
public record Keyset(String name, @Nullable String type, boolean descending, List<String> ties) {

    /// What a cursor carries.
    record Position(String sort, List<@Nullable String> values) {}

    public String orderBy() {
        String direction = descending ? " DESC" : "";
        String order = ties.stream().map(tie -> column(tie) + direction).collect(Collectors.joining(", "));
        return type == null ? order : "sort_value" + direction + " NULLS LAST, " + order;
    }

    /// Condition for rows after the cursor; adds its values to the parameters.
    ///
    /// @throws Problem when it is not a cursor of this order
    public String after(@Nullable String cursor, List<@Nullable Object> parameters) {
        if (cursor == null) {
            return "TRUE";
        }
        Position position = decode(cursor);
        int expected = ties.size() + (type == null ? 0 : 1);
        if (!position.sort().equals(name) || position.values().size() != expected) {
            throw Problem.badParameter("after", cursor,
                    "belongs to the order '" + position.sort() + "', not to '" + name + "'; begin without it");
        }
        String compare = descending ? "<" : ">";
        List<@Nullable String> tieValues = position.values().subList(type == null ? 0 : 1, expected);
        String tie = "(" + ties.stream().map(Keyset::column).collect(Collectors.joining(", ")) + ") " + compare + " ("
                + ties.stream()
                        .map(t -> "CAST(? AS " + t.substring(t.indexOf(':') + 1) + ")")
                        .collect(
                                Collectors.joining(", "))
                + ")";
        if (type == null) {
            parameters.addAll(tieValues);
            return tie;
        }
        String value = position.values().getFirst();
        if (value == null) {
            parameters.addAll(tieValues);
            return "sort_value IS NULL AND " + tie;
        }
        parameters.add(value);
        parameters.add(value);
        parameters.addAll(tieValues);
        String cast = "CAST(? AS " + type + ")";
        return "(sort_value " + compare + " " + cast + " OR (sort_value = " + cast + " AND " + tie
                + ") OR sort_value IS NULL)";
    }

    /// @param values of the row: the sort value first when the order has one, then the ties
    public String cursor(@Nullable Object... values) {
        List<@Nullable String> texts = new ArrayList<>();
        Arrays.stream(values).forEach(value -> texts.add(value == null ? null : value.toString()));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Json.write(new Position(name, texts)).getBytes(StandardCharsets.UTF_8));
    }

    private static Position decode(String cursor) {
        try {
            return Json.read(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8), Position.class);
        } catch (IllegalArgumentException e) {
            throw Problem.badParameter("after", cursor,
                    "is not a cursor; give the 'next' of the page before, unchanged");
        }
    }

    private static String column(String tie) {
        return tie.substring(0, tie.indexOf(':'));
    }
}
