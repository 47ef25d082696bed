package dev.promptlooper.contracts.access;

import org.jspecify.annotations.Nullable;

/// Where every write through a door is recorded: the attempt before it is carried out, the outcome after it. Thread-safe.
public interface AuditLog {

    /// Request attribute under which whoever answers may leave what was asked for, before and after, for the outcome; a value
    /// that JSON can hold, without secrets.
    String DETAIL = "dev.promptlooper.audit.detail";

    /// Who is about to do what.
    ///
    /// @param actor  [Principal#label()], or `anonymous` for the ways in
    /// @param client what the program calls itself, or null
    /// @param method of the request
    /// @param path   of the request, without its query
    record Attempt(String actor, @Nullable String client, String method, String path) {}

    /// Returns when the attempt is kept for good.
    ///
    /// @return number of the record, for [#outcome]
    /// @throws RuntimeException when it cannot be recorded; the write must not be carried out then
    long attempt(Attempt attempt);

    /// @param attempt what [#attempt] returned
    /// @param status  of the answer
    /// @param detail  what was left under [#DETAIL], or null
    void outcome(long attempt, int status, @Nullable Object detail);
}
