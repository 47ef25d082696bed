package dev.promptlooper.projector.query;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.util.RawValue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.sql.DataSource;

/// Read access to the schema `results`, with a time-out on every statement. Thread-safe.
public final class Results {

    private static final int TIMEOUT_SECONDS = 10;

    private final DataSource database;
    private final JdbcClient client;

    public Results(DataSource database) {
        this.database = database;
        JdbcTemplate template = new JdbcTemplate(database);
        template.setQueryTimeout(TIMEOUT_SECONDS);
        this.client = JdbcClient.create(template);
    }

    public DataSource database() {
        return database;
    }

    public <T> List<T> list(String sql, List<@Nullable Object> parameters, RowMapper<T> mapper) {
        JdbcClient.StatementSpec statement = client.sql(sql);
        for (Object parameter : parameters) {
            statement = statement.param(parameter);
        }
        return statement.query(mapper).list();
    }

    public <T> Optional<T> first(String sql, List<@Nullable Object> parameters, RowMapper<T> mapper) {
        List<T> rows = list(sql, parameters, mapper);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    public static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    public static @Nullable Double doubleOrNull(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? null : value;
    }

    /// The number, or null for none (NaN).
    public static @Nullable Double doubleOrNull(double value) {
        return Double.isNaN(value) ? null : (Double) value;
    }

    public static @Nullable Integer intOrNull(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }

    /// JSON as it is stored, passed on without being parsed.
    public static @Nullable RawValue json(ResultSet row, String column) throws SQLException {
        String json = row.getString(column);
        return json == null ? null : new RawValue(json);
    }

    /// Conditions that are joined with AND, with their parameters.
    public static final class Where {
        private final List<String> conditions = new ArrayList<>();
        private final List<@Nullable Object> parameters = new ArrayList<>();

        /// Adds the condition when there is a value.
        public Where and(String condition, @Nullable Object value) {
            if (value != null) {
                conditions.add(condition);
                parameters.add(value instanceof Enum<?> constant ? constant.name() : value);
            }
            return this;
        }

        public Where and(String condition) {
            conditions.add(condition);
            return this;
        }

        public String sql() {
            return conditions.isEmpty() ? "TRUE" : String.join(" AND ", conditions);
        }

        public List<@Nullable Object> parameters() {
            return parameters;
        }
    }
}
