package dev.promptlooper.contracts.event;

import org.jspecify.annotations.Nullable;

/// Topic `run.requested`, key = config hash. "Somebody wants the answer to this run."
///
/// @param schema         record version, currently 1
/// @param purpose        why
/// @param run            which run
/// @param configHash     SHA-256 (hex) over endpoint, body and repeat slot; see `docs/config-hash.md`
/// @param endpointUrl    identity of the endpoint that went into the hash
/// @param body           the request body, canonical JSON, exactly the bytes that will be sent
/// @param input          the case
/// @param reserved       what the planner reserved for it
/// @param cacheNotBefore answers older than this (epoch milliseconds) do not count as known; null = any age
/// @param priority       of the sweep, 1 (low) to 100 (high)
/// @param concurrency    most calls of the sweep at once, over all executors and endpoints; null = no limit of its own
/// @param requestedAt    epoch milliseconds
public record RunRequested(int schema, Purpose purpose, Run run, String configHash, String endpointUrl, String body,
        DatasetCase input, Reservation reserved, @Nullable Long cacheNotBefore, int priority,
        @Nullable Integer concurrency, long requestedAt) {

    public static final int SCHEMA = 1;
}
