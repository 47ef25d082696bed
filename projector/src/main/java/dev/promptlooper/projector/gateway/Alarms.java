package dev.promptlooper.projector.gateway;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Calls many connections back, each at a time of its own, with one thread. Times are rounded up to a common beat, so that the
/// thread wakes some hundred times per second at most and not once for each of ten thousand frames. Thread-safe.
final class Alarms implements AutoCloseable {

    /// By how much an alarm may be late, nanoseconds.
    static final long BEAT_NANOS = Duration.ofMillis(4).toNanos();

    private final LongSupplier nanoTime;
    private final ScheduledThreadPoolExecutor timer;

    /// @param nanoTime a clock that only goes forward, nanoseconds
    Alarms(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("live-alarm").daemon().factory());
        // Most alarms are replaced before they ring.
        timer.setRemoveOnCancelPolicy(true);
        // At the very end nobody minds.
        timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    /// @param ring called at the time; returns at once
    Alarm make(Runnable ring) {
        return new Alarm(ring);
    }

    /// Alarms that are set.
    int size() {
        return timer.getQueue().size();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /// One connection's alarm; rings once for each time it is set, unless it is set anew or cancelled before. Thread-safe.
    final class Alarm {

        private final Runnable ring;
        private @Nullable Future<?> pending;
        private long beat;
        private boolean cancelled;

        private Alarm(Runnable ring) {
            this.ring = ring;
        }

        /// Replaces the time.
        ///
        /// @param at on the clock; one that has passed rings at the next beat
        synchronized void set(long at) {
            long wanted = Math.floorDiv(at, BEAT_NANOS) + 1;
            if (cancelled || (pending != null && wanted == beat)) {
                return;
            }
            clear();
            beat = wanted;
            pending = timer.schedule(() -> ring(wanted), wanted * BEAT_NANOS - nanoTime.getAsLong(),
                    TimeUnit.NANOSECONDS);
        }

        private void ring(long due) {
            synchronized (this) {
                if (due == beat) {
                    pending = null;
                }
            }
            ring.run();
        }

        /// For good.
        synchronized void cancel() {
            cancelled = true;
            clear();
        }

        private void clear() {
            if (pending != null) {
                pending.cancel(false);
                pending = null;
            }
        }
    }
}
