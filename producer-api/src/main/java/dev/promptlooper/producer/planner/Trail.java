package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepEvent.Step;
import dev.promptlooper.contracts.event.SweepEvent.StepKind;
import dev.promptlooper.producer.strategy.StateEntries;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// What a search decided and no event has told yet. Kept in an entry of the sweep, so that a kill leaves no gap. Runs of a
/// candidate that follow each other are one step. Not thread-safe.
final class Trail {

    private static final String KEY = "trail";
    private static final int BYTES_PER_STEP = 1 + Long.BYTES + Integer.BYTES;

    private final StateEntries entries;
    private final boolean kept;
    private final Deque<Step> pending = new ArrayDeque<>();
    private boolean changed;

    /// @param kept false for sweeps in a fixed order: nobody needs to be told that
    Trail(StateEntries entries, boolean kept) {
        this.entries = entries;
        this.kept = kept;
        byte[] saved = entries.get(KEY);
        if (saved != null) {
            ByteBuffer buffer = ByteBuffer.wrap(saved);
            while (buffer.hasRemaining()) {
                pending.add(new Step(kind(buffer.get()), buffer.getLong(), buffer.getInt()));
            }
        }
    }

    /// One run of a candidate was requested.
    void requested(long candidate) {
        if (!kept) {
            return;
        }
        Step last = pending.peekLast();
        if (last != null && last.kind() == StepKind.EVALUATE && last.candidate() == candidate) {
            pending.removeLast();
            pending.add(new Step(StepKind.EVALUATE, candidate, last.runs() + 1));
        } else {
            pending.add(new Step(StepKind.EVALUATE, candidate, 1));
        }
        changed = true;
    }

    /// The candidate leads from here on, or is given up.
    void add(StepKind kind, long candidate) {
        if (kept) {
            pending.add(new Step(kind, candidate, 0));
            changed = true;
        }
    }

    /// True when an event should tell it without waiting any longer.
    boolean isFull() {
        return pending.size() >= SweepEvent.STEPS;
    }

    /// The oldest steps, as many as an event takes; they are not told again.
    List<Step> tell() {
        List<Step> told = new ArrayList<>(Math.min(pending.size(), SweepEvent.STEPS));
        while (!pending.isEmpty() && told.size() < SweepEvent.STEPS) {
            told.add(pending.removeFirst());
        }
        changed |= !told.isEmpty();
        return told;
    }

    /// Writes what is pending, if it changed.
    void save() {
        if (!changed) {
            return;
        }
        changed = false;
        if (pending.isEmpty()) {
            entries.delete(KEY);
            return;
        }
        ByteBuffer buffer = ByteBuffer.allocate(pending.size() * BYTES_PER_STEP);
        pending.forEach(step -> buffer.put(code(step.kind()))
                .putLong(step.candidate())
                .putInt(step.runs()));
        entries.put(KEY, buffer.array());
    }

    private static byte code(StepKind kind) {
        return switch (kind) {
            case EVALUATE -> 'E';
            case LEAD -> 'L';
            case DROP -> 'D';
        };
    }

    private static StepKind kind(byte code) {
        return switch (code) {
            case 'E' -> StepKind.EVALUATE;
            case 'L' -> StepKind.LEAD;
            case 'D' -> StepKind.DROP;
            default -> throw new IllegalArgumentException(
                    "the steps of the search were written by another version (code " + code + "); upgrade the planner");
        };
    }
}
