package dev.promptlooper.executor.router;

import org.jspecify.annotations.Nullable;

/// What a flight asks the caller for; the fields of `call.requested` that do not change when it is emitted again.
///
/// @param endpoint    name of the endpoint
/// @param endpointUrl identity of the endpoint that went into the hash
/// @param model       model named in the body
/// @param body        the exact request body
/// @param sweepId     the sweep that asked first
/// @param priority    of that sweep
/// @param concurrency most calls of that sweep at once, or null
/// @param requestedAt when that sweep asked, epoch milliseconds
record Call(String endpoint, String endpointUrl, String model, String body, String sweepId, int priority,
        @Nullable Integer concurrency, long requestedAt) {}
