package dev.promptlooper.contracts.access;

import dev.promptlooper.contracts.access.AuditRecord.Phase;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.InstantSource;

import javax.sql.DataSource;

/// The audit log in `access.audit_record`, which producer-api makes. Lines are numbered and chained one after the other, in
/// all services together: the row `access.audit_head` is the lock. Thread-safe.
public final class DatabaseAuditLog implements AuditLog {

    private static final int PATIENCE_SECONDS = 5;

    private final DataSource database;
    private final InstantSource clock;

    public DatabaseAuditLog(DataSource database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public long attempt(AuditEntry entry) {
        return append((_, seq, previous) -> new AuditRecord(seq, clock.millis(), Phase.ATTEMPT, null, entry.actor(),
                entry.client(), entry.method(), entry.path(), null, entry.detail(), previous));
    }

    @Override
    public void outcome(long attempt, int status, @Nullable String detail) {
        append((connection, seq, previous) -> {
            AuditEntry entry = entry(connection, attempt);
            return new AuditRecord(seq, clock.millis(), Phase.OUTCOME, attempt, entry.actor(), entry.client(),
                    entry.method(), entry.path(), status, AuditEntry.detail(detail), previous);
        });
    }

    @FunctionalInterface
    private interface Line {
        AuditRecord make(Connection connection, long seq, String previous) throws SQLException;
    }

    private long append(Line line) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                AuditRecord record = next(connection, line);
                insert(connection, record);
                connection.commit();
                return record.seq();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new NotRecorded("the audit log cannot be written: " + e.getMessage(), e);
        }
    }

    private static AuditRecord next(Connection connection, Line line) throws SQLException {
        try (PreparedStatement head = connection
                .prepareStatement("SELECT seq, hash FROM access.audit_head FOR UPDATE")) {
            head.setQueryTimeout(PATIENCE_SECONDS);
            try (ResultSet row = head.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("access.audit_head is empty; restore it from a backup");
                }
                return line.make(connection, row.getLong(1) + 1, row.getString(2));
            }
        }
    }

    private static void insert(Connection connection, AuditRecord record) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                WITH head AS (UPDATE access.audit_head SET seq = ?, hash = ?)
                INSERT INTO access.audit_record
                    (seq, hash, at, phase, attempt, actor, client, method, path, status, detail, previous)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            insert.setQueryTimeout(PATIENCE_SECONDS);
            String hash = record.hash();
            insert.setLong(1, record.seq());
            insert.setString(2, hash);
            insert.setLong(3, record.seq());
            insert.setString(4, hash);
            insert.setLong(5, record.at());
            insert.setString(6, record.phase().name());
            insert.setObject(7, record.attempt(), Types.BIGINT);
            insert.setString(8, record.actor());
            insert.setString(9, record.client());
            insert.setString(10, record.method());
            insert.setString(11, record.path());
            insert.setObject(12, record.status(), Types.INTEGER);
            insert.setString(13, record.detail());
            insert.setString(14, record.previous());
            insert.executeUpdate();
        }
    }

    private static AuditEntry entry(Connection connection, long attempt) throws SQLException {
        try (PreparedStatement select = connection
                .prepareStatement("SELECT actor, client, method, path FROM access.audit_record WHERE seq = ?")) {
            select.setLong(1, attempt);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("the audit log has no attempt " + attempt);
                }
                return new AuditEntry(row.getString(1), row.getString(2), row.getString(3), row.getString(4), null);
            }
        }
    }
}
