package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.executor.limits.Admission;
import dev.promptlooper.executor.limits.Admission.Permit;
import dev.promptlooper.executor.limits.EndpointLimiter;
import dev.promptlooper.executor.limits.Feedback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// The queue of one endpoint: highest priority first, in order of arrival within a priority. Whoever changes something pumps:
/// every call that the limiter admits is started, until it admits no more. Nobody waits in here. Thread-safe.
final class Lane {

    private final EndpointLimiter limiter;
    private final ScheduledExecutorService timer;
    private final Runner runner;
    private final ReentrantLock lock = new ReentrantLock();
    private final PriorityQueue<Work> waiting = new PriorityQueue<>(
            Comparator.comparingInt((Work work) -> -work.call().priority()).thenComparingLong(Work::sequence));
    private boolean stopped;
    private boolean wakeUpSet;

    Lane(EndpointLimiter limiter, ScheduledExecutorService timer, Runner runner) {
        this.limiter = limiter;
        this.timer = timer;
        this.runner = runner;
    }

    /// Queues a call; `endpoint` is the configuration as it is now.
    void offer(Work work, Endpoint endpoint) {
        lock.lock();
        try {
            limiter.configure(endpoint);
            waiting.add(work);
        } finally {
            lock.unlock();
        }
        pump();
    }

    /// Queues a call again after a wait.
    void offerLater(Work work, Duration wait) {
        timer.schedule(() -> {
            lock.lock();
            try {
                waiting.add(work);
            } finally {
                lock.unlock();
            }
            pump();
        }, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Gives a permit back, with what was seen.
    void release(Permit permit, Feedback feedback) {
        lock.lock();
        try {
            limiter.release(permit, feedback);
        } finally {
            lock.unlock();
        }
        pump();
    }

    /// The endpoint wants to be left alone.
    void pause(Duration duration) {
        lock.lock();
        try {
            limiter.pause(duration);
        } finally {
            lock.unlock();
        }
    }

    boolean limitsTokens() {
        lock.lock();
        try {
            return limiter.limitsTokens();
        } finally {
            lock.unlock();
        }
    }

    /// Starts nothing more.
    void stop() {
        lock.lock();
        try {
            stopped = true;
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    /// What it is doing, for people.
    String describe() {
        lock.lock();
        try {
            return waiting.size() + " waiting, " + limiter.inUse() + " of " + limiter.limit() + " under way"
                    + (limiter.isBroken() ? ", circuit open" : "");
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

    private boolean admit(List<Runnable> starts) {
        Work next = waiting.peek();
        if (next == null) {
            return false;
        }
        return switch (limiter.tryAcquire(next.estimatedTokens())) {
            case Admission.Granted(Permit permit) -> {
                waiting.remove();
                starts.add(() -> runner.start(this, next, permit));
                yield true;
            }
            case Admission.Broken(long openNanos) -> {
                waiting.remove();
                starts.add(() -> runner.giveUp(next, Duration.ofNanos(openNanos)));
                yield true;
            }
            case Admission.Full() -> false;
            case Admission.Later(long nanos) -> {
                if (!wakeUpSet) {
                    wakeUpSet = true;
                    timer.schedule(this::wakeUp, nanos, TimeUnit.NANOSECONDS);
                }
                yield false;
            }
        };
    }

    private void wakeUp() {
        lock.lock();
        try {
            wakeUpSet = false;
        } finally {
            lock.unlock();
        }
        pump();
    }

    /// What happens to calls whose turn it is. Must not block.
    interface Runner {

        void start(Lane lane, Work work, Permit permit);

        void giveUp(Work work, Duration circuitOpenFor);
    }
}
