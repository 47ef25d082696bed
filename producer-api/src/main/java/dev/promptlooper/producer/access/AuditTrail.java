package dev.promptlooper.producer.access;

import dev.promptlooper.contracts.access.AuditRecord;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// Reads the audit log and checks its chain. Thread-safe.
final class AuditTrail {

    private final JdbcClient jdbc;

    AuditTrail(CatalogDatabase database) {
        this.jdbc = database.jdbc();
    }

    /// A line as it was found.
    ///
    /// @param hash   what is stored as its hash
    /// @param intact whether line, hash, and the hash of the line before belong together
    record Line(AuditRecord record, String hash, boolean intact) {}

    /// @param before only lines with a smaller seq
    /// @param actor  only lines of this user and their keys, or null
    /// @param limit  most lines, the newest first
    List<Line> read(long before, @Nullable String actor, int limit) {
        return jdbc.sql("""
                SELECT r.*, coalesce(p.hash, CASE WHEN r.seq = 1 THEN repeat('0', 64) END) AS hash_before
                FROM access.audit_record r LEFT JOIN access.audit_record p ON p.seq = r.seq - 1
                WHERE r.seq < :before
                  AND (CAST(:actor AS text) IS NULL OR r.actor = :actor OR starts_with(r.actor, :actor || '/key:'))
                ORDER BY r.seq DESC LIMIT :limit""")
                .param("before", before)
                .param("actor", actor)
                .param("limit", limit)
                .query(AuditTrail::line)
                .list();
    }

    /// Whether the newest line is the one that was written last: lines cut off at the end would not show in the chain.
    boolean isComplete() {
        return jdbc.sql("""
                SELECT h.seq = coalesce(max(r.seq), 0) AND h.hash = coalesce(
                    (SELECT hash FROM access.audit_record WHERE seq = h.seq), repeat('0', 64))
                FROM access.audit_head h LEFT JOIN access.audit_record r ON r.seq >= h.seq GROUP BY h.seq, h.hash""")
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    private static Line line(ResultSet row, int number) throws SQLException {
        long attempt = row.getLong("attempt");
        Long attemptOrNull = row.wasNull() ? null : Long.valueOf(attempt);
        int status = row.getInt("status");
        Integer statusOrNull = row.wasNull() ? null : Integer.valueOf(status);
        AuditRecord record = new AuditRecord(row.getLong("seq"), row.getLong("at"),
                AuditRecord.Phase.valueOf(row.getString("phase")), attemptOrNull, row.getString("actor"),
                row.getString("client"), row.getString("method"), row.getString("path"), statusOrNull,
                row.getString("detail"), row.getString("previous"));
        String hash = row.getString("hash");
        boolean intact = record.hash().equals(hash) && record.previous().equals(row.getString("hash_before"));
        return new Line(record, hash, intact);
    }
}
