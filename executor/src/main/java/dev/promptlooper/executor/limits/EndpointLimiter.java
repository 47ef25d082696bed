package dev.promptlooper.executor.limits;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.executor.limits.Admission.Permit;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// All limits of one endpoint, as far as they belong to this process ([Share]). Every attempt asks [#tryAcquire] and tells
/// [#release] what it saw; [#pause] stops the endpoint as a whole when it asks for that. Not thread-safe: its owner holds a lock.
public final class EndpointLimiter {

    private static final int FAILURES_TO_OPEN = 10;

    private final LongSupplier nanoTime;
    private final long patienceNanos;
    private final AdaptiveConcurrency concurrency;
    private final Circuit circuit;
    private Endpoint endpoint;
    private Share share;
    private @Nullable TokenBucket requests;
    private @Nullable TokenBucket tokens;
    private long pausedUntil;

    /// @param share    part of the limits that is this process's own
    /// @param patience how long calls wait for an endpoint whose circuit is open before they are given up
    /// @param nanoTime monotonic clock
    public EndpointLimiter(Endpoint endpoint, Share share, Duration patience, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.patienceNanos = patience.toNanos();
        this.concurrency = new AdaptiveConcurrency(share.part(endpoint.concurrency()));
        this.circuit = new Circuit(FAILURES_TO_OPEN, nanoTime);
        this.endpoint = endpoint;
        this.share = share;
        this.requests = bucket(null, endpoint.requestsPerMinute());
        this.tokens = bucket(null, endpoint.tokensPerMinute());
        this.pausedUntil = nanoTime.getAsLong();
    }

    /// The operator's configuration and the share as they are now; cheap when nothing changed. Attempts under way go on, also those
    /// above a limit that has become smaller.
    public void configure(Endpoint now, Share nowShare) {
        if (now.equals(endpoint) && nowShare.equals(share)) {
            return;
        }
        endpoint = now;
        share = nowShare;
        concurrency.configure(share.part(now.concurrency()));
        requests = bucket(requests, now.requestsPerMinute());
        tokens = bucket(tokens, now.tokensPerMinute());
    }

    /// As [#configure], for the configuration known last.
    public void share(Share nowShare) {
        configure(endpoint, nowShare);
    }

    /// As the other one, without a condition.
    Admission tryAcquire(long estimatedTokens) {
        return tryAcquire(estimatedTokens, () -> true);
    }

    /// @param estimatedTokens prompt and completion; only used when tokens are limited
    /// @param condition       asked last, when everything else allows the attempt; false = [Admission.Held], and nothing is taken
    public Admission tryAcquire(long estimatedTokens, BooleanSupplier condition) {
        long circuitWait = circuit.waitNanos();
        if (circuitWait > 0) {
            return circuit.openFor() > patienceNanos
                    ? new Admission.Broken(circuit.openFor())
                    : new Admission.Later(circuitWait);
        }
        if (!concurrency.hasRoom()) {
            return new Admission.Full();
        }
        long wait = Math.max(0, pausedUntil - nanoTime.getAsLong());
        if (requests != null) {
            wait = Math.max(wait, requests.waitNanos(1));
        }
        if (tokens != null) {
            wait = Math.max(wait, tokens.waitNanos(estimatedTokens));
        }
        if (wait > 0) {
            return new Admission.Later(wait);
        }
        if (!condition.getAsBoolean()) {
            return new Admission.Held();
        }
        if (requests != null) {
            requests.take(1);
        }
        if (tokens != null) {
            tokens.take(estimatedTokens);
        }
        return new Admission.Granted(new Permit(concurrency.acquire(), estimatedTokens, circuit.begin()));
    }

    /// Gives a permit back.
    public void release(Permit permit, Feedback feedback) {
        switch (feedback) {
            case Feedback.Succeeded(long latencyNanos, long promptTokens, long completionTokens) -> {
                concurrency.succeeded(permit.acquisition(), latencyNanos, completionTokens);
                circuit.succeeded();
                if (tokens != null) {
                    tokens.adjust(permit.tokens() - promptTokens - completionTokens);
                }
            }
            case Feedback.Throttled() -> {
                concurrency.overloaded(permit.acquisition());
                circuit.succeeded();
            }
            case Feedback.Refused() -> {
                concurrency.release();
                circuit.succeeded();
            }
            case Feedback.TimedOut() -> {
                concurrency.overloaded(permit.acquisition());
                circuit.failed(permit.probe());
            }
            case Feedback.Failed() -> {
                concurrency.release();
                circuit.failed(permit.probe());
            }
            case Feedback.Abandoned() -> {
                concurrency.release();
                circuit.abandoned(permit.probe());
            }
        }
    }

    /// Nobody goes for this long; a longer pause already in force stays.
    public void pause(Duration duration) {
        pausedUntil = Math.max(pausedUntil, nanoTime.getAsLong() + duration.toNanos());
    }

    /// Permits that may be out at once, as adapted.
    public int limit() {
        return concurrency.limit();
    }

    /// Permits that are out.
    public int inUse() {
        return concurrency.inUse();
    }

    /// True while the circuit is open.
    public boolean isBroken() {
        return circuit.isOpen();
    }

    private @Nullable TokenBucket bucket(@Nullable TokenBucket before, @Nullable Integer perMinute) {
        if (perMinute == null) {
            return null;
        }
        if (before == null) {
            return new TokenBucket(share.part(perMinute), nanoTime);
        }
        before.configure(share.part(perMinute));
        return before;
    }
}
