package dev.promptlooper.contracts.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class DatabaseAuditLogIT {

    private static final AuditEntry ENTRY = new AuditEntry("ada", "cli/1", "POST", "/api/v1/prompts",
            "{\"name\":\"p\"}");

    private AccessDatabase database;
    private DatabaseAuditLog log;

    @BeforeEach
    void start() throws Exception {
        database = new AccessDatabase();
        log = new DatabaseAuditLog(database.source(), InstantSource.fixed(Instant.ofEpochMilli(1_795_000_000_000L)));
    }

    @Test
    void s46AttemptAndOutcomeAreChained() throws Exception {
        // When
        long attempt = log.attempt(ENTRY);
        log.outcome(attempt, 201, "{\"version\":1}");
        // Then
        AuditRecord first = new AuditRecord(1, 1_795_000_000_000L, AuditRecord.Phase.ATTEMPT, null, "ada", "cli/1",
                "POST", "/api/v1/prompts", null, "{\"name\":\"p\"}", AuditRecord.GENESIS);
        AuditRecord second = new AuditRecord(2, 1_795_000_000_000L, AuditRecord.Phase.OUTCOME, 1L, "ada", "cli/1",
                "POST", "/api/v1/prompts", 201, "{\"version\":1}", first.hash());
        assertThat(attempt).isEqualTo(1);
        assertThat(hashes()).containsExactly(first.hash(), second.hash());
        // A known answer: the form of the hash must never change, or old logs look forged.
        assertThat(first.hash()).isEqualTo("91dfce4887c294c63208e63ac7a7044a05b7ea52981f7a275b384180e25e4796");
    }

    @Test
    void s46LogIsAppendOnly() {
        log.attempt(ENTRY);
        for (String sql : List.of("UPDATE access.audit_record SET actor = 'eve'", "DELETE FROM access.audit_record",
                "TRUNCATE access.audit_record")) {
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> database.execute(sql))
                    .withMessageContaining("append-only");
        }
    }

    @Test
    void s46WritersAtOnceMakeOneChain() throws Exception {
        // When
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Long>> work = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                work.add(() -> log.attempt(ENTRY));
            }
            for (Future<Long> done : writers.invokeAll(work)) {
                done.get();
            }
        }
        // Then
        assertThat(hashes()).hasSize(40).doesNotHaveDuplicates();
        try (Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT count(*) FROM access.audit_record r
                        JOIN access.audit_record p ON p.seq = r.seq - 1 AND p.hash = r.previous""")) {
            row.next();
            assertThat(row.getInt(1)).isEqualTo(39);
        }
    }

    @Test
    void s46WriteThatCannotBeRecordedIsSaidSo() throws Exception {
        database.execute("DROP TABLE access.audit_record CASCADE");
        assertThatExceptionOfType(AuditLog.NotRecorded.class).isThrownBy(() -> log.attempt(ENTRY));
        assertThatExceptionOfType(AuditLog.NotRecorded.class).isThrownBy(() -> log.outcome(7, 200, null));
    }

    @Test
    void s46NoTextKeepsItsOwnRecordFromBeingWritten() throws Exception {
        // Given
        String odd = "\u0000 \ud800 \ud83d\ude00".repeat(2_000);
        // When
        long attempt = log.attempt(new AuditEntry(odd, odd, odd, odd, odd));
        log.outcome(attempt, 500, odd);
        // Then
        assertThat(hashes()).hasSize(2);
        try (Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement
                        .executeQuery("SELECT detail, octet_length(detail) FROM access.audit_record")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo(new AuditEntry("a", null, "b", "c", odd).detail());
            assertThat(row.getInt(2)).isBetween(4_000, 4_096);
        }
    }

    private List<String> hashes() throws SQLException {
        List<String> hashes = new ArrayList<>();
        try (Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT hash FROM access.audit_record ORDER BY seq")) {
            while (row.next()) {
                hashes.add(row.getString(1));
            }
        }
        return hashes;
    }
}
