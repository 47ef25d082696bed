package dev.promptlooper.executor.limits;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Stops asking an endpoint that fails every time: open after a number of failures in a row; after a pause one call probes; its
/// success closes the circuit, its failure doubles the pause. Not thread-safe.
final class Circuit {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final int failuresToOpen;
    private final LongSupplier nanoTime;
    private int failures;
    private boolean open;
    private boolean probing;
    private long openedAt;
    private long probeAt;
    private long pause;

    Circuit(int failuresToOpen, LongSupplier nanoTime) {
        this.failuresToOpen = failuresToOpen;
        this.nanoTime = nanoTime;
    }

    boolean isOpen() {
        return open;
    }

    /// Nanoseconds since it opened; 0 when closed.
    long openFor() {
        return open ? nanoTime.getAsLong() - openedAt : 0;
    }

    /// Nanoseconds until a call may go; 0 = now. While a probe is under way, the pause after it.
    long waitNanos() {
        if (!open) {
            return 0;
        }
        return probing ? FIRST_PAUSE.toNanos() : Math.max(0, probeAt - nanoTime.getAsLong());
    }

    /// A call goes.
    ///
    /// @return true when it is the probe
    boolean begin() {
        probing = open;
        return open;
    }

    /// The endpoint answered sensibly, if only to refuse.
    void succeeded() {
        failures = 0;
        open = false;
        probing = false;
    }

    /// @param probe what [#begin] had returned for this call
    void failed(boolean probe) {
        failures++;
        if (!open && failures >= failuresToOpen) {
            open = true;
            openedAt = nanoTime.getAsLong();
            pause = FIRST_PAUSE.toNanos();
            probeAt = openedAt + pause;
        } else if (probe) {
            probing = false;
            pause = Math.min(LONGEST_PAUSE.toNanos(), pause * 2);
            probeAt = nanoTime.getAsLong() + pause;
        }
    }

    /// A call ended without telling anything.
    void abandoned(boolean probe) {
        if (probe) {
            probing = false;
        }
    }
}
