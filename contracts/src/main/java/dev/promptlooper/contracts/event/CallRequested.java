package dev.promptlooper.contracts.event;

import org.jspecify.annotations.Nullable;

/// Topic `call.requested`, key = config hash. A unique miss: the one paid call for this hash.
///
/// @param schema      record version, currently 1
/// @param configHash  the key
/// @param endpoint    name of the endpoint in the operator's configuration
/// @param endpointUrl identity of the endpoint that went into the hash
/// @param model       model as the endpoint knows it
/// @param body        the request body, canonical JSON, exactly the bytes to send
/// @param sweepId     the sweep that asked first (for accounting and logs)
/// @param priority    1 (low) to 100 (high)
/// @param concurrency most calls of that sweep at once, over all executors and endpoints; null = no limit of its own
/// @param notBefore   an answer older than this (epoch milliseconds) does not satisfy the call; 0 = any does
/// @param emission    1 for the first request, higher when the router re-emits after a lost lease
/// @param requestedAt epoch milliseconds
public record CallRequested(int schema, String configHash, String endpoint, String endpointUrl, String model,
        String body,
        String sweepId, int priority, @Nullable Integer concurrency, long notBefore, int emission, long requestedAt) {

    public static final int SCHEMA = 1;
}
