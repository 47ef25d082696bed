package dev.promptlooper.contracts.access;

import org.jspecify.annotations.Nullable;

/// The record of every write: one before it is carried out, one after. Append-only and chained by hashes (see [AuditRecord]).
/// Thread-safe.
public interface AuditLog {

    /// Request attribute in which whoever carries out a write may leave what it changed, before and after, as a JSON text
    /// without secrets; the door passes it on with the outcome.
    String DETAIL_ATTRIBUTE = "dev.promptlooper.audit.detail";

    /// Records that something is about to be done. Returns when the record is durable.
    ///
    /// @return number of the record, for the outcome
    /// @throws NotRecorded when it could not be written: then nothing may be done
    long attempt(AuditEntry entry);

    /// Records what came of it.
    ///
    /// @param attempt what [#attempt] returned
    /// @param status  HTTP status of the answer
    /// @param detail  what was changed, as JSON or as text, without secrets; cut after 4 KiB
    /// @throws NotRecorded when it could not be written. What was done stays done; the attempt without an outcome tells of it
    void outcome(long attempt, int status, @Nullable String detail);

    /// The log cannot be written.
    final class NotRecorded extends RuntimeException {

        private static final long serialVersionUID = 1;

        public NotRecorded(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
