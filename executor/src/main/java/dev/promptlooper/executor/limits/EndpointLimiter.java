package dev.promptlooper.executor.limits;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.executor.limits.Admission.Permit;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/// All limits of one endpoint. Every attempt asks [#tryAcquire] and tells [#release] what it saw; [#pause] stops the endpoint as
/// a whole when it asks for that. Not thread-safe: its owner holds a lock.
public final class EndpointLimiter {

    private static final int FAILURES_TO_OPEN = 10;

    private final LongSupplier nanoTime;
    private final long patienceNanos;
    private final AdaptiveConcurrency concurrency;
    private final Circuit circuit;
    private Endpoint endpoint;
    private @Nullable TokenBucket requests;
    private @Nullable TokenBucket tokens;
    private long pausedUntil;

    /// @param patience how long calls wait for an endpoint whose circuit is open before they are given up
    /// @param nanoTime monotonic clock
    public EndpointLimiter(Endpoint endpoint, Duration patience, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.patienceNanos = patience.toNanos();
        this.concurrency = new AdaptiveConcurrency(endpoint.concurrency());
        this.circuit = new Circuit(FAILURES_TO_OPEN, nanoTime);
        this.endpoint = endpoint;
        this.requests = bucket(endpoint.requestsPerMinute());
        this.tokens = bucket(endpoint.tokensPerMinute());
        this.pausedUntil = nanoTime.getAsLong();
    }

    /// The operator's configuration as it is now; cheap when nothing changed.
    public void configure(Endpoint now) {
        if (now.equals(endpoint)) {
            return;
        }
        concurrency.configure(now.concurrency());
        if (!Objects.equals(now.requestsPerMinute(), endpoint.requestsPerMinute())) {
            requests = bucket(now.requestsPerMinute());
        }
        if (!Objects.equals(now.tokensPerMinute(), endpoint.tokensPerMinute())) {
            tokens = bucket(now.tokensPerMinute());
        }
        endpoint = now;
    }

    /// True when token estimates are worth making.
    public boolean limitsTokens() {
        return tokens != null;
    }

    /// @param estimatedTokens prompt and completion; only used when tokens are limited
    public Admission tryAcquire(long estimatedTokens) {
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

    private @Nullable TokenBucket bucket(@Nullable Integer perMinute) {
        return perMinute == null ? null : new TokenBucket(perMinute, nanoTime);
    }
}
