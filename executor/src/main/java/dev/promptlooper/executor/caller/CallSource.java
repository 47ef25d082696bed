package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.event.CallRequested;

import java.time.Duration;
import java.util.List;

/// Where requests come from: today a consumer group with a ledger of offsets; a share group could be another one. Used by one
/// thread, except [Delivery], which is thread-safe.
interface CallSource extends AutoCloseable {

    /// New requests. Never blocks for longer than told, and must be called again and again even when none are accepted:
    /// membership of the group hangs on it.
    ///
    /// @param accept false = keep alive, deliver nothing
    List<Delivery> poll(Duration wait, boolean accept);

    /// Partitions that are ours; 0 = the source takes no part in the group yet, or others have them all. From any thread.
    int partitions();

    /// Lets [#poll] return at once. May be called from any thread.
    void wakeup();

    /// Commits what is done and leaves. Waits for nothing.
    @Override
    void close();

    /// One request that must be told when it is done with.
    interface Delivery {

        CallRequested call();

        /// Where the request is in its partition; a failure names it, so that who takes the partition over knows what is done.
        long offset();

        /// Work on it starts.
        ///
        /// @return false when it was taken away meanwhile: do nothing, another caller has it
        boolean begin();

        /// True while it is still ours.
        boolean isOurs();

        /// Its result is durable. Calling it again has no effect.
        void done();
    }
}
