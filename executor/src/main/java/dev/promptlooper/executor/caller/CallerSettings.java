package dev.promptlooper.executor.caller;

import dev.promptlooper.executor.limits.Backoff;

import java.time.Duration;

/// Knobs of the caller. Limits of endpoints are in the endpoints' configuration.
///
/// @param queuedCalls    calls held in memory, waiting and under way; at the cap no more are taken
/// @param queuedBytes    request bodies held in memory; likewise
/// @param readAhead      offsets of a partition that are taken beyond the last committed one, at most; what a successor must look through
/// @param commitInterval how often offsets are committed
/// @param drain          how long a stop or a revocation waits for calls under way
/// @param patience       how long calls wait for an endpoint whose circuit is open
/// @param backoff        wait between the attempts of a call
public record CallerSettings(int queuedCalls, long queuedBytes, int readAhead, Duration commitInterval, Duration drain,
        Duration patience, Backoff backoff) {

    public static final CallerSettings DEFAULT = new CallerSettings(20_000, 128L << 20, 50_000, Duration.ofSeconds(1),
            Duration.ofSeconds(5), Duration.ofSeconds(60), Backoff.DEFAULT);

    public CallerSettings {
        if (queuedCalls < 1 || queuedBytes < 1 || readAhead < 1) {
            throw new IllegalArgumentException(
                    "the caller must hold 1 call and 1 byte and read 1 offset ahead or more, was "
                            + queuedCalls + ", " + queuedBytes + " and " + readAhead);
        }
    }
}
