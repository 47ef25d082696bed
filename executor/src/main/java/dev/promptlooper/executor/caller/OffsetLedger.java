package dev.promptlooper.executor.caller;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

/// Which offsets of one partition, during one assignment, are done; tells how far they may be committed: up to the first one that
/// is not. Offsets may have gaps (transaction markers, compaction).
///
/// [#add], [#committable] and [#revoke] belong to the polling thread; entries may be used from any thread.
final class OffsetLedger {

    /// "Nothing to commit".
    static final long NONE = -1;

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final AtomicInteger working = new AtomicInteger();
    private volatile boolean revoked;
    private long next = NONE;
    private long committed = NONE;
    private long last = NONE;

    /// @throws IllegalArgumentException when offsets do not ascend
    Entry add(long offset) {
        if (!entries.isEmpty() && offset <= entries.getLast().offset) {
            throw new IllegalArgumentException(
                    "offset " + offset + " does not follow " + entries.getLast().offset);
        }
        if (committed == NONE) {
            committed = offset;
        }
        last = offset;
        Entry entry = new Entry(offset);
        entries.add(entry);
        return entry;
    }

    /// The offset to commit, or [#NONE] when that would say nothing new.
    long committable() {
        while (!entries.isEmpty() && entries.getFirst().done) {
            next = entries.removeFirst().offset + 1;
        }
        return next > committed ? next : NONE;
    }

    /// The broker has it.
    void committed(long offset) {
        committed = Math.max(committed, offset);
    }

    /// Offsets from the last committed one to the last added one: what a successor may get again.
    long ahead() {
        return last == NONE ? 0 : Math.max(0, last + 1 - committed);
    }

    /// The partition goes to somebody else: nothing more may begin.
    void revoke() {
        revoked = true;
    }

    boolean isRevoked() {
        return revoked;
    }

    /// Entries that have begun and are not done.
    int working() {
        return working.get();
    }

    /// Entries that are not done.
    int open() {
        committable();
        return entries.size();
    }

    /// One offset.
    final class Entry {

        private final long offset;
        private boolean begun;
        private volatile boolean done;

        private Entry(long offset) {
            this.offset = offset;
        }

        /// @return false after [OffsetLedger#revoke]
        synchronized boolean begin() {
            if (!begun) {
                // Counted before looking: whoever revokes and then reads the count sees this one or stops it.
                working.incrementAndGet();
                if (revoked) {
                    working.decrementAndGet();
                    return false;
                }
                begun = true;
            }
            return !revoked;
        }

        boolean isOurs() {
            return !revoked;
        }

        synchronized void done() {
            if (!done) {
                done = true;
                if (begun) {
                    working.decrementAndGet();
                }
            }
        }
    }
}
