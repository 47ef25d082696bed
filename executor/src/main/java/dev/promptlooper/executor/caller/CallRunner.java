package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.database.BodyStore;
import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.event.Attempt;
import dev.promptlooper.contracts.event.CallFailed;
import dev.promptlooper.contracts.event.CallRequested;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.ModelAnswer;
import dev.promptlooper.contracts.event.ResponseRecorded;
import dev.promptlooper.contracts.event.Text;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.executor.caller.CallOutcome.Completion;
import dev.promptlooper.executor.caller.CallOutcome.Failed;
import dev.promptlooper.executor.caller.CallOutcome.Succeeded;
import dev.promptlooper.executor.caller.CallOutcome.Throttled;
import dev.promptlooper.executor.limits.Admission.Permit;
import dev.promptlooper.executor.limits.Backoff;
import dev.promptlooper.executor.limits.Feedback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Makes one attempt after the other until a call has its result. Runs on the virtual threads that lanes start. Thread-safe.
final class CallRunner {

    private static final Logger LOG = LoggerFactory.getLogger(CallRunner.class);
    private static final Duration DATABASE_RETRY = Duration.ofSeconds(1);

    private final HttpAttempt http;
    private final Endpoints endpoints;
    private final BodyStore bodies;
    private final Results results;
    private final Backoff backoff;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final AtomicInteger active = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);

    CallRunner(HttpAttempt http, Endpoints endpoints, BodyStore bodies, Results results, Backoff backoff,
            RandomGenerator random, InstantSource clock, LongSupplier nanoTime) {
        this.http = http;
        this.endpoints = endpoints;
        this.bodies = bodies;
        this.results = results;
        this.backoff = backoff;
        this.random = random;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /// One attempt, and what follows from it.
    void attempt(CallDesk desk, Lane lane, Work work, Permit permit) {
        active.incrementAndGet();
        Feedback feedback = new Feedback.Abandoned();
        Runnable next = () -> desk.dropped(work);
        try {
            Endpoint endpoint = endpoints.find(work.call());
            if (!work.begin()) {
                return;
            }
            if (endpoint == null) {
                next = () -> failed(desk, work, FailureClass.UNKNOWN_ENDPOINT, endpoints.problem(work.call()), null);
                return;
            }
            long startedAt = clock.millis();
            long start = nanoTime.getAsLong();
            CallOutcome outcome = http.send(endpoint, work.call());
            long nanos = nanoTime.getAsLong() - start;
            if (isClosed()) {
                next = () -> {}; // broken off by ourselves: whoever has the partition next calls again
                return;
            }
            work.attempts().add(attempt(work, startedAt, nanos / 1_000_000, outcome));
            feedback = feedback(outcome, nanos);
            next = follow(desk, lane, work, endpoint, outcome, nanos / 1_000_000);
        } catch (RuntimeException e) {
            LOG.error("defect while calling {} for {}", work.call().endpoint(), work.call().configHash(), e);
            next = () -> failed(desk, work, FailureClass.INTERNAL, defect(e), null);
        } finally {
            lane.release(work, permit, feedback); // before anything that may take time
            finish(desk, work, next);
        }
    }

    /// A call that is neither ended nor offered again would stay at the desk for ever, and its hash could not be asked for again.
    private void finish(CallDesk desk, Work work, Runnable next) {
        try {
            next.run();
        } catch (RuntimeException e) {
            LOG.error("defect while ending {}", work.call().configHash(), e);
            failed(desk, work, FailureClass.INTERNAL, defect(e), null);
        } finally {
            active.decrementAndGet();
        }
    }

    private static String defect(RuntimeException e) {
        return "defect in the caller (" + e.getClass().getSimpleName() + "); please report it with the log";
    }

    /// Attempts under way.
    int active() {
        return active.get();
    }

    /// Gives a call up.
    void failed(CallDesk desk, Work work, FailureClass failure, String message, @Nullable Integer httpStatus) {
        CallRequested call = work.call();
        results.failed(new CallFailed(CallFailed.SCHEMA, call.configHash(), failure, message, httpStatus,
                work.attempts(), Math.max(clock.millis(), call.requestedAt()), work.lastOffset()),
                () -> desk.finished(work, null));
    }

    private boolean isClosed() {
        return closing.getCount() == 0;
    }

    /// What is under way from now on has no result.
    void close() {
        closing.countDown();
        http.close();
    }

    private Runnable follow(CallDesk desk, Lane lane, Work work, Endpoint endpoint, CallOutcome outcome,
            long latencyMs) {
        return switch (outcome) {
            case Succeeded(Completion answer, int _, Optional<Duration> quotaReset) -> {
                quotaReset.ifPresent(lane::pause);
                yield () -> answered(desk, work, endpoint, answer, latencyMs);
            }
            case Throttled(String message, Optional<Duration> retryAfter) -> {
                retryAfter.ifPresent(lane::pause);
                yield retry(desk, lane, work, endpoint,
                        new Failed(FailureClass.RATE_LIMITED, message, 429, true, retryAfter));
            }
            case Failed failed -> retry(desk, lane, work, endpoint, failed);
        };
    }

    private Runnable retry(CallDesk desk, Lane lane, Work work, Endpoint endpoint, Failed failed) {
        int attempts = work.attempts().size();
        if (!failed.retryable() || attempts >= endpoint.maxAttempts()) {
            String message = attempts == 1 ? failed.message() : failed.message() + " (attempt " + attempts + ")";
            return () -> failed(desk, work, failed.failure(), message, failed.httpStatus());
        }
        // With a hint, jitter comes on top: else everybody would be back at the same moment.
        Duration wait = backoff.delay(attempts, random).plus(failed.retryAfter().orElse(Duration.ZERO));
        return () -> lane.offerLater(work, wait);
    }

    private void answered(CallDesk desk, Work work, Endpoint endpoint, Completion completion, long latencyMs) {
        Text output = store(completion.output());
        if (output == null) {
            return; // stopping
        }
        CallRequested call = work.call();
        Usage usage = completion.usage();
        Double cost = endpoint.price(call.model())
                .map(price -> price.cost(usage.promptTokens(), usage.completionTokens()))
                .orElse(null);
        // Never before the request, whatever the clocks of different machines say: freshness is decided by it.
        long answeredAt = Math.max(clock.millis(), Math.max(call.notBefore(), call.requestedAt()));
        ModelAnswer answer = new ModelAnswer(output, completion.toolCalls(), completion.finishReason(),
                completion.responseModel(), usage, cost, latencyMs, work.attempts(), answeredAt);
        results.answered(new ResponseRecorded(ResponseRecorded.SCHEMA, call.configHash(), call.endpoint(),
                call.endpointUrl(), call.model(), call.body(), answer), () -> desk.finished(work, answeredAt),
                () -> failed(desk, work, FailureClass.RESPONSE_TOO_LARGE,
                        "request and answer together are larger than a record may be; shorten the prompt or limit max_tokens",
                        null));
    }

    /// The answer is paid: a database that is away for a while is waited for.
    private @Nullable Text store(String output) {
        while (!isClosed()) {
            try {
                return bodies.store(output);
            } catch (SQLException e) {
                LOG.warn("the database does not take an answer, it is tried again: {}", e.getMessage());
                try {
                    if (closing.await(DATABASE_RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                        return null;
                    }
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                    return null;
                }
            }
        }
        return null;
    }

    private static Attempt attempt(Work work, long startedAt, long latencyMs, CallOutcome outcome) {
        int number = work.attempts().size() + 1;
        return switch (outcome) {
            case Succeeded succeeded ->
                new Attempt(number, startedAt, latencyMs, succeeded.httpStatus(), null, null, null);
            case Throttled(String message, Optional<Duration> retryAfter) -> new Attempt(number, startedAt, latencyMs,
                    429, FailureClass.RATE_LIMITED, message, retryAfter.map(Duration::toMillis).orElse(null));
            case Failed failed -> new Attempt(number, startedAt, latencyMs, failed.httpStatus(), failed.failure(),
                    failed.message(), failed.retryAfter().map(Duration::toMillis).orElse(null));
        };
    }

    private static Feedback feedback(CallOutcome outcome, long nanos) {
        return switch (outcome) {
            case Succeeded(Completion answer, int _, Optional<Duration> _) -> new Feedback.Succeeded(nanos,
                    answer.usage().promptTokens(), answer.usage().completionTokens());
            case Throttled _ -> new Feedback.Throttled();
            case Failed failed -> switch (failed.failure()) {
                case TIMEOUT -> new Feedback.TimedOut();
                case SERVER_ERROR, CONNECTION, MALFORMED_RESPONSE -> new Feedback.Failed();
                case BAD_REQUEST, UNAUTHORIZED, RESPONSE_TOO_LARGE, RATE_LIMITED -> new Feedback.Refused();
                case INVALID_REQUEST, UNKNOWN_ENDPOINT, CIRCUIT_OPEN, CANCELLED, INTERNAL -> new Feedback.Abandoned();
            };
        };
    }
}
