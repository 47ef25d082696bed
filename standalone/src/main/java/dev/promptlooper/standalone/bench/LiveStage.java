package dev.promptlooper.standalone.bench;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// What the parts of the live benchmark share.
///
/// @param bed     endpoints and instance
/// @param keys    API keys, each for a share of the sockets
/// @param sockets clients of the largest part
/// @param runs    runs of each sweep
record LiveStage(Bed bed, List<String> keys, int sockets, int runs, Report report, InstantSource clock) {

    private static final long PATIENCE_MINUTES = 3;

    LiveStage {
        keys = List.copyOf(keys);
    }

    LiveLoad load() {
        return new LiveLoad(bed.port(), keys, clock, System::nanoTime);
    }

    /// Runs a sweep over cases of its own.
    ///
    /// @return seconds until its final leaderboard
    double sweep(String name, String endpoint) throws InterruptedException, IOException {
        bed.dataset(name, runs);
        return relaunch(name, endpoint);
    }

    /// Runs a sweep over cases that were uploaded before.
    ///
    /// @return seconds until its final leaderboard
    double relaunch(String name, String endpoint) throws InterruptedException {
        long from = System.nanoTime();
        bed.await(bed.launch(name, endpoint, List.of(0.0)), seen -> {});
        return (System.nanoTime() - from) / 1e9;
    }

    void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("waited in vain for " + what);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
