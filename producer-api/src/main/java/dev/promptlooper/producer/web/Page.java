package dev.promptlooper.producer.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/// One page of a listing, read by key: `GET …?after={next}` continues it.
///
/// @param items what is on the page
/// @param next  key to continue after, or null at the end
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Page<T>(List<T> items, @Nullable Object next) {

    public static final int MAX_LIMIT = 1_000;

    /// @param rows up to `limit + 1` rows, the extra one only tells that there is more
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, Object> key) {
        return rows.size() <= limit
                ? new Page<>(List.copyOf(rows), null)
                : new Page<>(List.copyOf(rows.subList(0, limit)), key.apply(rows.get(limit - 1)));
    }

    /// @throws Problem 422 when the limit is not from 1 to [#MAX_LIMIT]
    public static int limit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Problem.invalid("limit", limit, "limit must be from 1 to " + MAX_LIMIT);
        }
        return limit;
    }
}
