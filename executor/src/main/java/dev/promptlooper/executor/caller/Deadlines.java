package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.endpoint.Endpoint;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Breaks an attempt off when it takes too long: the whole of it, the first byte of the body, or the next one. A socket time-out
/// could not: it starts anew with every byte, also with those of a head that trickles in. Of one attempt; thread-safe.
final class Deadlines implements AutoCloseable {

    /// What took too long.
    enum Step {
        TOTAL, FIRST_BYTE, IDLE
    }

    private final Endpoint endpoint;
    private final Runnable abort;
    private final ScheduledExecutorService timer;
    private final LongSupplier nanoTime;
    private final long idle;
    private final Future<?> total;
    private @Nullable Future<?> next;
    private boolean answering;
    private boolean closed;
    private @Nullable Step exceeded;
    private volatile long last;

    /// The time runs from now on.
    ///
    /// @param abort    ends the attempt, from another thread
    /// @param nanoTime a clock that does not jump
    Deadlines(Endpoint endpoint, Runnable abort, ScheduledExecutorService timer, LongSupplier nanoTime) {
        this.endpoint = endpoint;
        this.abort = abort;
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.idle = endpoint.waits().idle().toNanos();
        this.total = timer.schedule(() -> exceed(Step.TOTAL), endpoint.timeout().toNanos(), TimeUnit.NANOSECONDS);
        Duration firstByte = endpoint.waits().firstByte();
        if (firstByte.compareTo(endpoint.timeout()) < 0) {
            next = timer.schedule(() -> exceed(Step.FIRST_BYTE), firstByte.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /// The body, every byte of which is noticed.
    HttpEntity watched(HttpEntity body) {
        return new HttpEntityWrapper(body) {
            @Override
            public InputStream getContent() throws IOException {
                return new Watched(super.getContent());
            }
        };
    }

    /// What took too long, or null.
    synchronized @Nullable Step exceeded() {
        return exceeded;
    }

    /// In words for who operates the endpoint.
    String explanation() {
        String who = "endpoint '" + endpoint.name() + "' ";
        return switch (exceeded()) {
            case FIRST_BYTE -> who + "began no answer within " + seconds(endpoint.waits().firstByte())
                    + " s; raise its first-byte-seconds if it thinks longer";
            case IDLE -> who + "sent nothing for " + seconds(endpoint.waits().idle())
                    + " s in the middle of its answer; raise its idle-seconds if it pauses longer";
            case null, default -> who + "gave no complete answer within " + seconds(endpoint.timeout())
                    + " s; raise its timeout-seconds if it needs longer";
        };
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    private void came() {
        last = nanoTime.getAsLong();
        if (!answering) {
            begin();
        }
    }

    private synchronized void begin() {
        answering = true;
        if (next != null) {
            next.cancel(false);
        }
        watch(idle);
    }

    private synchronized void watch(long wait) {
        if (!closed && idle < endpoint.timeout().toNanos()) {
            next = timer.schedule(this::look, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        long left = idle - (nanoTime.getAsLong() - last);
        if (left <= 0) {
            exceed(Step.IDLE);
        } else {
            watch(left);
        }
    }

    private void exceed(Step step) {
        synchronized (this) {
            if (closed || exceeded != null) {
                return;
            }
            exceeded = step;
        }
        abort.run();
    }

    /// Nothing is broken off any more.
    @Override
    public synchronized void close() {
        closed = true;
        total.cancel(false);
        if (next != null) {
            next.cancel(false);
        }
    }

    private final class Watched extends FilterInputStream {

        Watched(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            if (value >= 0) {
                came();
            }
            return value;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = super.read(into, from, length);
            if (read > 0) {
                came();
            }
            return read;
        }
    }
}
