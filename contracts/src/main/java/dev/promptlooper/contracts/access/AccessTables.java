package dev.promptlooper.contracts.access;

import org.jspecify.annotations.Nullable;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import javax.sql.DataSource;

/// Reads the schema `access`. A few readers at a time, so that a flood of unknown credentials does not take the connections
/// that the rest of the service needs. Thread-safe.
final class AccessTables {

    private static final int READERS = 4;
    private static final int PATIENCE_SECONDS = 2;
    private static final String KEY = """
            SELECT k.id, k.hash, k.owner, k.scopes, k.expires_at, a.role
            FROM access.api_key k JOIN access.account a ON a.name = k.owner AND a.active
            WHERE k.revoked_at IS NULL AND k.\
            """;
    private static final String SESSION = """
            SELECT s.id, s.owner, s.expires_at, a.role
            FROM access.session s JOIN access.account a ON a.name = s.owner AND a.active
            WHERE s.ended_at IS NULL AND s.id = ?""";
    private static final String TICKET = """
            DELETE FROM access.ticket WHERE hash = ?
            RETURNING owner, session_id, key_id, scopes, expires_at, owner_ends_at""";
    // The condition keeps two services from writing the same minute twice.
    private static final String USED = """
            UPDATE access.api_key SET last_used_at = ?
            WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?::timestamptz - interval '30 seconds')""";

    private final DataSource database;
    private final Semaphore readers = new Semaphore(READERS);

    AccessTables(DataSource database) {
        this.database = database;
    }

    Optional<Grant> keyByHash(String hash) throws UnavailableException {
        return query(KEY + "hash = ?", hash, row -> ApiKey.sameHash(hash, row.getString("hash")) ? key(row) : null);
    }

    Optional<Grant> keyById(String id) throws UnavailableException {
        return query(KEY + "id = ?", id, AccessTables::key);
    }

    Optional<Grant> session(String id) throws UnavailableException {
        return query(SESSION, id, row -> new Grant(row.getString("owner"), null, row.getString("id"),
                Role.of(row.getString("role")).scopes(), instant(row, "expires_at")));
    }

    /// A ticket that was given out, before it is known whether who asked for it may still come in.
    ///
    /// @param grant     who asked for it
    /// @param expiresAt its own end
    record Ticket(Grant grant, Instant expiresAt) {}

    /// Takes a ticket away, so that nobody can use it again.
    Optional<Ticket> spend(String hash) throws UnavailableException {
        return query(TICKET, hash, row -> {
            Instant end = instant(row, "expires_at");
            return new Ticket(new Grant(row.getString("owner"), row.getString("key_id"), row.getString("session_id"),
                    scopes(row), instant(row, "owner_ends_at")), end == null ? Instant.EPOCH : end);
        });
    }

    void used(String keyId, Instant at) throws UnavailableException {
        query(USED, statement -> {
            statement.setTimestamp(1, Timestamp.from(at));
            statement.setString(2, keyId);
            statement.setTimestamp(3, Timestamp.from(at));
            statement.executeUpdate();
            return Optional.empty();
        });
    }

    @FunctionalInterface
    private interface Row<T> {
        @Nullable
        T read(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    private interface Work<T> {
        Optional<T> with(PreparedStatement statement) throws SQLException;
    }

    private <T> Optional<T> query(String sql, String parameter, Row<T> row) throws UnavailableException {
        return query(sql, statement -> {
            statement.setString(1, parameter);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? Optional.ofNullable(row.read(result)) : Optional.empty();
            }
        });
    }

    private <T> Optional<T> query(String sql, Work<T> work) throws UnavailableException {
        if (!acquire()) {
            throw new UnavailableException("too many credentials are being looked up");
        }
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(PATIENCE_SECONDS);
            return work.with(statement);
        } catch (SQLException e) {
            throw new UnavailableException("the database does not answer", e);
        } finally {
            readers.release();
        }
    }

    private boolean acquire() {
        try {
            return readers.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Grant key(ResultSet row) throws SQLException {
        Set<Scope> scopes = new HashSet<>(scopes(row));
        scopes.retainAll(Role.of(row.getString("role")).scopes());
        return new Grant(row.getString("owner"), row.getString("id"), null, Set.copyOf(scopes),
                instant(row, "expires_at"));
    }

    private static Set<Scope> scopes(ResultSet row) throws SQLException {
        Array array = row.getArray("scopes");
        return Arrays.stream((String[]) array.getArray()).map(Scope::of).collect(Collectors.toUnmodifiableSet());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
