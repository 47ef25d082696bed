package dev.promptlooper.executor.caller;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.PriorityQueue;

/// The calls of one sweep that wait in a lane, in order of arrival (a call that is tried again keeps its place). Not thread-safe.
final class SweepQueue {

    /// Whose turn is first; the older queue when turns are equal.
    static final Comparator<SweepQueue> BY_TURN = Comparator.comparingDouble((SweepQueue queue) -> queue.turn)
            .thenComparingLong(queue -> queue.number);

    private final PriorityQueue<Work> works = new PriorityQueue<>(Comparator.comparingLong(Work::sequence));
    private final long number;
    private final @Nullable SweepGate gate;
    private double turn;
    private boolean held;

    /// @param number tells queues of the same turn apart
    /// @param gate   that its calls must pass, or null
    SweepQueue(long number, @Nullable SweepGate gate) {
        this.number = number;
        this.gate = gate;
    }

    void add(Work work) {
        works.add(work);
    }

    Work first() {
        return works.element();
    }

    Work removeFirst() {
        return works.remove();
    }

    int size() {
        return works.size();
    }

    double turn() {
        return turn;
    }

    /// The next turn after an instant: the higher the priority, the sooner. Must not be called while it is in a sorted set.
    void turnAfter(double instant) {
        turn = instant + 1.0 / Math.max(1, first().call().priority());
    }

    /// No earlier turn than this: who could not start for a while has nothing to catch up on. Must not be called while it is in a
    /// sorted set.
    void turnNotBefore(double instant) {
        turn = Math.max(turn, instant);
    }

    /// True = its calls wait for the gate of their sweep.
    boolean isHeld() {
        return held;
    }

    void hold(boolean hold) {
        held = hold;
    }

    boolean mayStart(Lane lane) {
        return gate == null || gate.enter(lane);
    }
}
