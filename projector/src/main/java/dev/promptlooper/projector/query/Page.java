package dev.promptlooper.projector.query;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/// A part of a list.
///
/// @param items what was asked for, in order
/// @param next  give it as `after` for the next part; absent at the end
public record Page<T>(List<T> items, @Nullable String next) {

    /// @param rows   one more than `limit`, when there is more
    /// @param cursor position after a row
    public static <R, T> Page<T> of(List<R> rows, int limit, Function<R, String> cursor, Function<R, T> item) {
        boolean more = rows.size() > limit;
        List<R> shown = more ? rows.subList(0, limit) : rows;
        return new Page<>(shown.stream().map(item).toList(), more ? cursor.apply(shown.getLast()) : null);
    }
}
