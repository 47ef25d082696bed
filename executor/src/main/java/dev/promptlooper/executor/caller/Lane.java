package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.executor.limits.Admission;
import dev.promptlooper.executor.limits.Admission.Permit;
import dev.promptlooper.executor.limits.EndpointLimiter;
import dev.promptlooper.executor.limits.Feedback;
import dev.promptlooper.executor.limits.Share;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// The queue of one endpoint. Each sweep has a queue of its own in it, and they take turns in proportion to their priorities
/// (every call moves its sweep's turn back by 1 / priority), so that no sweep starves; a sweep that is at its own limit is left
/// out until a call of it has ended. Whoever changes something pumps: every call that the limiter admits is started, until it
/// admits no more. Nobody waits in here. Thread-safe.
final class Lane {

    private final EndpointLimiter limiter;
    private final ScheduledExecutorService timer;
    private final Runner runner;
    private final ReentrantLock lock = new ReentrantLock();
    /// By gate, or by sweep where there is none.
    private final Map<Object, SweepQueue> queues = new HashMap<>();
    private final TreeSet<SweepQueue> ready = new TreeSet<>(SweepQueue.BY_TURN);
    private double served;
    private long queueNumber;
    private int waiting;
    private int held;
    private boolean stopped;
    private boolean wakeUpSet;

    Lane(EndpointLimiter limiter, ScheduledExecutorService timer, Runner runner) {
        this.limiter = limiter;
        this.timer = timer;
        this.runner = runner;
    }

    /// Queues a call; `endpoint` and `share` are the limits as they are now.
    void offer(Work work, Endpoint endpoint, Share share) {
        change(() -> {
            limiter.configure(endpoint, share);
            add(work);
        });
    }

    /// Queues a call again after a wait.
    void offerLater(Work work, Duration wait) {
        timer.schedule(() -> change(() -> add(work)), wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// A call that was started has ended: gives its permit back, with what was seen.
    void release(Work work, Permit permit, Feedback feedback) {
        locked(() -> limiter.release(permit, feedback));
        SweepGate gate = work.gate();
        if (gate != null) {
            SweepGates.tryAgain(gate, gate.leave());
        }
        pump();
    }

    /// The gate of a sweep has room again.
    void tryAgain(SweepGate gate) {
        change(() -> {
            SweepQueue queue = queues.get(gate);
            if (queue != null && queue.isHeld()) {
                queue.hold(false);
                held -= queue.size();
                queue.turnNotBefore(served);
                ready.add(queue);
            }
        });
    }

    /// Partitions have come or gone.
    void share(Share share) {
        change(() -> limiter.share(share));
    }

    /// The endpoint wants to be left alone.
    void pause(Duration duration) {
        locked(() -> limiter.pause(duration));
    }

    /// Starts nothing more.
    void stop() {
        locked(() -> {
            stopped = true;
            queues.clear();
            ready.clear();
            waiting = 0;
            held = 0;
        });
    }

    /// Calls that wait because their sweep is at its own limit.
    int held() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }

    /// What it is doing, for people.
    String describe() {
        lock.lock();
        try {
            return waiting + " waiting" + (held > 0 ? " (" + held + " for the limit of their sweep)" : "") + ", "
                    + limiter.inUse() + " of " + limiter.limit() + " under way"
                    + (limiter.isBroken() ? ", circuit open" : "");
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable change) {
        locked(change);
        pump();
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    private void pump() {
        List<Runnable> starts = new ArrayList<>(1);
        lock.lock();
        try {
            while (!stopped && admit(starts)) {
                // one more
            }
        } finally {
            lock.unlock();
        }
        starts.forEach(Runnable::run);
    }

    private void add(Work work) {
        if (stopped) {
            return;
        }
        SweepGate gate = work.gate();
        SweepQueue queue = queues.computeIfAbsent(key(work),
                _ -> new SweepQueue(queueNumber++, gate));
        queue.add(work);
        waiting++;
        if (queue.isHeld()) {
            held++;
        } else if (queue.size() == 1) {
            queue.turnAfter(served);
            ready.add(queue);
        }
    }

    private static Object key(Work work) {
        SweepGate gate = work.gate();
        return gate == null ? work.call().sweepId() : gate;
    }

    private boolean admit(List<Runnable> starts) {
        if (ready.isEmpty()) {
            return false;
        }
        SweepQueue queue = ready.first();
        return switch (limiter.tryAcquire(queue.first().estimatedTokens(), () -> queue.mayStart(this))) {
            case Admission.Granted(Permit permit) -> {
                Work work = take(queue);
                starts.add(() -> runner.start(this, work, permit));
                yield true;
            }
            case Admission.Broken(long openNanos) -> {
                Work work = take(queue);
                starts.add(() -> runner.giveUp(work, Duration.ofNanos(openNanos)));
                yield true;
            }
            case Admission.Held() -> {
                ready.remove(queue);
                queue.hold(true);
                held += queue.size();
                yield true;
            }
            case Admission.Full() -> false;
            case Admission.Later(long nanos) -> {
                if (!wakeUpSet) {
                    wakeUpSet = true;
                    timer.schedule(() -> change(() -> wakeUpSet = false), nanos, TimeUnit.NANOSECONDS);
                }
                yield false;
            }
        };
    }

    private Work take(SweepQueue queue) {
        ready.remove(queue);
        served = Math.max(served, queue.turn());
        Work work = queue.removeFirst();
        waiting--;
        if (queue.size() == 0) {
            queues.remove(key(work));
        } else {
            queue.turnAfter(queue.turn());
            ready.add(queue);
        }
        return work;
    }

    /// What happens to calls whose turn it is. Must not block.
    interface Runner {

        void start(Lane lane, Work work, Permit permit);

        void giveUp(Work work, Duration circuitOpenFor);
    }
}
