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

    /// True once the source takes part in the group.
    boolean isAssigned();

    /// Lets [#poll] return at once. May be called from any thread.
    void wakeup();

    /// Commits what is done and leaves. Waits for nothing.
    @Override
    void close();

    /// One request that must be told when it is done with.
    interface Delivery {

        CallRequested call();

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
