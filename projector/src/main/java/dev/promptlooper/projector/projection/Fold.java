package dev.promptlooper.projector.projection;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/// The rows of one table in one batch: at most one per key (a statement must not touch a row twice), sorted by key (so that
/// two projectors cannot deadlock).
///
/// @param <T> the record
final class Fold<T> {

    private static final class Row<T> {
        private final T record;
        private final @Nullable Object[] values;

        Row(T record, @Nullable Object[] values) {
            this.record = record;
            this.values = values;
        }
    }

    private final Upsert<T> table;
    private final BinaryOperator<T> merge;
    private final TreeMap<String, Row<T>> rows = new TreeMap<>();

    /// The newest record of a key wins.
    Fold(Upsert<T> table) {
        this(table, (older, newer) -> newer);
    }

    /// @param merge makes one record of an older and a newer one; must be associative
    Fold(Upsert<T> table, BinaryOperator<T> merge) {
        this.table = table;
        this.merge = merge;
    }

    /// @throws RuntimeException when the record lacks something that its row needs; the fold is as before then
    void add(String key, T record, long offset) {
        Row<T> older = rows.get(key);
        T folded = older == null ? record : merge.apply(older.record, record);
        rows.put(key, new Row<>(folded, table.row(folded, offset)));
    }

    void remove(String key) {
        rows.remove(key);
    }

    @Nullable
    T get(String key) {
        Row<T> row = rows.get(key);
        return row == null ? null : row.record;
    }

    List<T> records() {
        List<T> records = new ArrayList<>(rows.size());
        rows.values().forEach(row -> records.add(row.record));
        return records;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    void write(Connection connection, int atOnce) throws SQLException {
        Collection<@Nullable Object[]> values = new ArrayList<>(rows.size());
        rows.values().forEach(row -> values.add(row.values));
        table.execute(connection, values, atOnce);
    }
}
