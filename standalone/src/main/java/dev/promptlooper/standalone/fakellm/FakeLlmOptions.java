package dev.promptlooper.standalone.fakellm;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;

/// How a [FakeLlm] behaves. Immutable; the `with` methods make changed copies.
///
/// @param port              port on the loopback address; 0 takes a free one
/// @param seed              seed of everything that looks random
/// @param latency           how long an answer takes
/// @param faults            how often calls fail
/// @param retryAfter        how a 429 says when to come back
/// @param retryAfterSeconds what it says, 0 or more
/// @param requestsPerMinute calls admitted per minute, 429 beyond; null = no limit
/// @param maxConcurrency    calls admitted at once, 429 beyond; null = no limit
/// @param models            names for `GET /v1/models`; any model is answered
/// @param ledgerFile        where the ledger is appended as JSON lines, or null for memory only
/// @param replay            recorded answers to serve instead of made-up ones, or null
public record FakeLlmOptions(int port, long seed, Latency latency, FaultPlan faults, RetryAfter retryAfter,
        int retryAfterSeconds, @Nullable Integer requestsPerMinute, @Nullable Integer maxConcurrency,
        List<String> models, @Nullable Path ledgerFile, @Nullable ReplaySource replay) {

    /// A quick, faultless server on a free port.
    public static final FakeLlmOptions DEFAULT = new FakeLlmOptions(0, 1, Latency.NONE, FaultPlan.NONE,
            RetryAfter.SECONDS, 1, null, null, List.of("small", "large"), null, null);

    public FakeLlmOptions {
        models = List.copyOf(models);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be from 0 (any free one) to 65535, was " + port);
        }
        if (retryAfterSeconds < 0) {
            throw new IllegalArgumentException("retry-after must be 0 seconds or more, was " + retryAfterSeconds);
        }
        positive("requests per minute", requestsPerMinute);
        positive("max concurrency", maxConcurrency);
    }

    public FakeLlmOptions withPort(int value) {
        return new FakeLlmOptions(value, seed, latency, faults, retryAfter, retryAfterSeconds, requestsPerMinute,
                maxConcurrency, models, ledgerFile, replay);
    }

    public FakeLlmOptions withSeed(long value) {
        return new FakeLlmOptions(port, value, latency, faults, retryAfter, retryAfterSeconds, requestsPerMinute,
                maxConcurrency, models, ledgerFile, replay);
    }

    public FakeLlmOptions withLatency(Latency value) {
        return new FakeLlmOptions(port, seed, value, faults, retryAfter, retryAfterSeconds, requestsPerMinute,
                maxConcurrency, models, ledgerFile, replay);
    }

    public FakeLlmOptions withFaults(FaultPlan value) {
        return new FakeLlmOptions(port, seed, latency, value, retryAfter, retryAfterSeconds, requestsPerMinute,
                maxConcurrency, models, ledgerFile, replay);
    }

    public FakeLlmOptions withRetryAfter(RetryAfter form, int seconds) {
        return new FakeLlmOptions(port, seed, latency, faults, form, seconds, requestsPerMinute, maxConcurrency, models,
                ledgerFile, replay);
    }

    public FakeLlmOptions withLimits(@Nullable Integer perMinute, @Nullable Integer atOnce) {
        return new FakeLlmOptions(port, seed, latency, faults, retryAfter, retryAfterSeconds, perMinute, atOnce, models,
                ledgerFile, replay);
    }

    public FakeLlmOptions withModels(List<String> value) {
        return new FakeLlmOptions(port, seed, latency, faults, retryAfter, retryAfterSeconds, requestsPerMinute,
                maxConcurrency, value, ledgerFile, replay);
    }

    public FakeLlmOptions withLedgerFile(@Nullable Path value) {
        return new FakeLlmOptions(port, seed, latency, faults, retryAfter, retryAfterSeconds, requestsPerMinute,
                maxConcurrency, models, value, replay);
    }

    public FakeLlmOptions withReplay(@Nullable ReplaySource value) {
        return new FakeLlmOptions(port, seed, latency, faults, retryAfter, retryAfterSeconds, requestsPerMinute,
                maxConcurrency, models, ledgerFile, value);
    }

    private static void positive(String what, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw new IllegalArgumentException(what + " must be 1 or more, was " + value);
        }
    }
}
