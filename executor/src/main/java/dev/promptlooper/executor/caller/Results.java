package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.event.CallFailed;
import dev.promptlooper.contracts.event.ResponseRecorded;

/// Where results go. Thread-safe.
interface Results {

    /// Writes an answer; `durable` runs once the broker has it, on some thread that must not be blocked.
    ///
    /// @param tooLarge runs instead when a record cannot hold it
    void answered(ResponseRecorded response, Runnable durable, Runnable tooLarge);

    /// Writes a failure; likewise.
    void failed(CallFailed failure, Runnable durable);
}
