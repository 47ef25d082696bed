package dev.promptlooper.producer.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.access.AuditEntry;
import dev.promptlooper.contracts.access.DatabaseAuditLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditTrailIT {

    private final AccessParts parts = new AccessParts();
    private final DatabaseAuditLog log = new DatabaseAuditLog(parts.source, parts.now::get);

    @BeforeEach
    void write() {
        for (int i = 0; i < 10; i++) {
            String actor = i % 2 == 0 ? "ada" : i % 3 == 0 ? "ada/key:k_7f3k2m9a" : "adam";
            log.outcome(log.attempt(new AuditEntry(actor, null, "POST", "/" + i, null)), 200, "{}");
        }
    }

    @Test
    void untouchedLogIsIntactOnEveryPage() {
        assertThat(parts.trail.read(Long.MAX_VALUE, null, 500)).hasSize(20).allMatch(AuditTrail.Line::intact);
        assertThat(parts.trail.read(11, null, 5)).extracting(line -> line.record().seq())
                .containsExactly(10L, 9L, 8L, 7L, 6L);
        assertThat(parts.trail.read(Long.MAX_VALUE, "ada", 500)).hasSize(14).allMatch(AuditTrail.Line::intact);
        assertThat(parts.trail.isComplete()).isTrue();
    }

    @Test
    void s46EveryKindOfTamperingShows() {
        // Somebody with the rights of the database owner
        broken("UPDATE access.audit_record SET actor = 'eve' WHERE seq = 7", 7);
        broken("UPDATE access.audit_record SET status = 403 WHERE seq = 8", 8);
        broken("UPDATE access.audit_record SET detail = NULL WHERE seq = 8", 8);
        broken("UPDATE access.audit_record SET at = at + 1 WHERE seq = 1", 1);
        broken("DELETE FROM access.audit_record WHERE seq = 7", 8);
        broken("DELETE FROM access.audit_record WHERE seq = 1", 2);
    }

    @Test
    void s46CutOffEndShows() {
        tamper("DELETE FROM access.audit_record WHERE seq > 18");
        assertThat(parts.trail.read(Long.MAX_VALUE, null, 500)).hasSize(18).allMatch(AuditTrail.Line::intact);
        assertThat(parts.trail.isComplete()).isFalse();
        tamper("DELETE FROM access.audit_record");
        assertThat(parts.trail.isComplete()).isFalse();
    }

    private void broken(String sql, long seq) {
        tamper("CREATE TABLE backup AS SELECT * FROM access.audit_record");
        tamper(sql);
        assertThat(parts.trail.read(Long.MAX_VALUE, null, 500)).as(sql)
                .filteredOn(line -> !line.intact())
                .extracting(line -> line.record().seq())
                .containsExactly(seq);
        tamper("DELETE FROM access.audit_record; INSERT INTO access.audit_record SELECT * FROM backup; DROP TABLE backup");
        assertThat(parts.trail.read(Long.MAX_VALUE, null, 500)).allMatch(AuditTrail.Line::intact);
    }

    private void tamper(String sql) {
        parts.database.jdbc()
                .sql("ALTER TABLE access.audit_record DISABLE TRIGGER ALL; " + sql
                        + "; ALTER TABLE access.audit_record ENABLE TRIGGER ALL")
                .update();
    }
}
