package dev.promptlooper.contracts.event;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Topic `call.failed`, key = config hash. The call was given up; failures are never cached.
///
/// @param schema     record version, currently 1
/// @param configHash the key
/// @param failure    class of the last failure
/// @param message    what went wrong and what to do, in our own words, never with a secret
/// @param httpStatus last status code, or null
/// @param attempts   every attempt
/// @param failedAt   epoch milliseconds
/// @param offset     offset of the youngest request that it answers, in the partition of `call.requested` with the number of its own; null = not told
public record CallFailed(int schema, String configHash, FailureClass failure, String message,
        @Nullable Integer httpStatus,
        List<Attempt> attempts, long failedAt, @Nullable Long offset) {

    public static final int SCHEMA = 1;

    public CallFailed {
        attempts = List.copyOf(attempts);
    }
}
