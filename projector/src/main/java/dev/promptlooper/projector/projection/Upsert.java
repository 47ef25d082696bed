package dev.promptlooper.projector.projection;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// One statement that writes many rows: its arrays arrive as `WITH s(columns) AS (SELECT … FROM unnest(…))`, and the rest of the
/// SQL reads from `s`. One round trip and one plan per batch, whatever the number of rows; as fast as COPY and a merge at
/// these sizes. Immutable and thread-safe.
///
/// @param <T> what a row is made of
final class Upsert<T> {

    /// How a column travels: the element type of its array, and the cast where it is read from `s`.
    enum Kind {
        TEXT("text", ""), JSON("text", "::json"), JSONB("text", "::jsonb"), INT8("int8", ""), INT4("int4",
                ""), FLOAT8("float8", ""), BOOL("bool", "");

        private final String array;
        private final String cast;

        Kind(String array, String cast) {
            this.array = array;
            this.cast = cast;
        }
    }

    /// Reads a column's value from the record and its offset.
    interface Value<T> {
        @Nullable
        Object of(T record, long offset);
    }

    private record Column<T>(String name, Kind kind, Value<T> value) {}

    /// Collects columns; the order is that of the statement.
    static final class ColumnList<T> {
        private final List<Column<T>> columns = new ArrayList<>();

        ColumnList<T> column(String name, Kind kind, Value<T> value) {
            columns.add(new Column<>(name, kind, value));
            return this;
        }

        ColumnList<T> text(String name, Value<T> value) {
            return column(name, Kind.TEXT, value);
        }

        ColumnList<T> int8(String name, Value<T> value) {
            return column(name, Kind.INT8, value);
        }

        ColumnList<T> int4(String name, Value<T> value) {
            return column(name, Kind.INT4, value);
        }

        ColumnList<T> float8(String name, Value<T> value) {
            return column(name, Kind.FLOAT8, value);
        }

        ColumnList<T> bool(String name, Value<T> value) {
            return column(name, Kind.BOOL, value);
        }

        ColumnList<T> json(String name, Value<T> value) {
            return column(name, Kind.JSON, value);
        }

        /// @param sql the statement after `WITH s(…) AS (…)`; `{columns}` stands for the names, `{values}` for the same with
        ///            the casts that a SELECT from `s` needs
        Upsert<T> build(String sql) {
            return new Upsert<>(List.copyOf(columns), sql);
        }

        /// `INSERT INTO results.table … ON CONFLICT (key) DO UPDATE SET (all others) WHERE the row is older`.
        Upsert<T> replacing(String table, String key) {
            return build(" " + replace(table, key));
        }

        /// The INSERT of [#replacing], as a part of a larger statement.
        String replace(String table, String key) {
            List<String> keys = List.of(key.split(", "));
            String sets = columns.stream()
                    .map(Column::name)
                    .filter(name -> !keys.contains(name))
                    .map(name -> name + " = excluded." + name)
                    .collect(Collectors.joining(", "));
            return "INSERT INTO results." + table + " AS t ({columns}) SELECT {values} FROM s ON CONFLICT (" + key
                    + ") DO UPDATE SET " + sets + " WHERE t.src_offset < excluded.src_offset";
        }
    }

    private final List<Column<T>> columns;
    private final String sql;

    private Upsert(List<Column<T>> columns, String sql) {
        this.columns = columns;
        String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        String values = columns.stream()
                .map(column -> column.name() + column.kind().cast)
                .collect(Collectors.joining(", "));
        String arrays = columns.stream()
                .map(column -> "?::" + column.kind().array + "[]")
                .collect(Collectors.joining(", "));
        this.sql = "WITH s(" + names + ") AS (SELECT * FROM unnest(" + arrays + "))"
                + sql.replace("{columns}", names).replace("{values}", values);
    }

    /// The values of one row, in the form the driver takes. Made while the record is decoded, so that a record that lacks
    /// something fails alone.
    ///
    /// @throws RuntimeException when the record lacks something
    @Nullable
    Object[] row(T record, long offset) {
        @Nullable
        Object[] row = new @Nullable Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
            Column<T> column = columns.get(i);
            Object value = column.value().of(record, offset);
            row[i] = switch (column.kind()) {
                case TEXT -> PostgresText.clean(value == null ? null : value.toString());
                case JSON, JSONB -> value == null
                        ? null
                        : PostgresText.cleanJson(value instanceof String json ? json : Json.write(value));
                case INT8, INT4, FLOAT8, BOOL -> value;
            };
        }
        return row;
    }

    /// Writes rows whose keys are distinct.
    ///
    /// @param atOnce most rows per statement, which bounds the size of the message
    /// @return number of rows that the statements report as changed
    int execute(Connection connection, Collection<@Nullable Object[]> rows, int atOnce) throws SQLException {
        if (rows.isEmpty()) {
            return 0;
        }
        int changed = 0;
        List<@Nullable Object[]> all = new ArrayList<>(rows);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int from = 0; from < all.size(); from += atOnce) {
                List<@Nullable Object[]> part = all.subList(from, Math.min(from + atOnce, all.size()));
                for (int i = 0; i < columns.size(); i++) {
                    Kind kind = columns.get(i).kind();
                    statement.setArray(i + 1, connection.createArrayOf(kind.array, array(kind, part, i)));
                }
                changed += statement.executeUpdate();
            }
        }
        return changed;
    }

    // The driver sends arrays of these exact types in binary, which spares both sides the text form.
    private static @Nullable Object[] array(Kind kind, List<@Nullable Object[]> rows, int column) {
        @Nullable
        Object[] values = switch (kind) {
            case TEXT, JSON, JSONB -> new @Nullable String[rows.size()];
            case INT8 -> new @Nullable Long[rows.size()];
            case INT4 -> new @Nullable Integer[rows.size()];
            case FLOAT8 -> new @Nullable Double[rows.size()];
            case BOOL -> new @Nullable Boolean[rows.size()];
        };
        for (int i = 0; i < values.length; i++) {
            values[i] = rows.get(i)[column];
        }
        return values;
    }
}
