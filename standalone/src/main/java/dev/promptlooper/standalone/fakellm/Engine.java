package dev.promptlooper.standalone.fakellm;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// What all connections of one server share: its options, the answers, the limits and the books. Everything but
/// [#options(FakeLlmOptions)] and [#stats()] is confined to the event loop's one thread.
final class Engine {

    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final Ledger ledger;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Map<Long, Integer> arrivals = new HashMap<>();
    private final Map<String, Long> faults = new java.util.concurrent.ConcurrentSkipListMap<>();
    private volatile FakeLlmOptions options;
    private volatile Answerer answerer;
    private volatile long received;
    private volatile int inFlight;
    private volatile int maxInFlight;
    private long windowStart;
    private int windowCount;

    Engine(FakeLlmOptions options, Ledger ledger, InstantSource clock, LongSupplier nanoTime) {
        this.options = options;
        this.answerer = answererOf(options);
        this.ledger = ledger;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.windowStart = nanoTime.getAsLong();
    }

    private static Answerer answererOf(FakeLlmOptions options) {
        return options.replay() == null ? new SkilledAnswerer(options.seed()) : ReplayAnswerer.load(options.replay());
    }

    /// Behave differently from now on. Thread-safe.
    void options(FakeLlmOptions changed) {
        if (changed.seed() != options.seed() || !java.util.Objects.equals(changed.replay(), options.replay())) {
            answerer = answererOf(changed);
        }
        options = changed;
    }

    FakeLlmOptions options() {
        return options;
    }

    Answerer answerer() {
        return answerer;
    }

    Ledger ledger() {
        return ledger;
    }

    long nanos() {
        return nanoTime.getAsLong();
    }

    long millis() {
        return clock.millis();
    }

    /// How a call ends that arrives now. Counts it.
    ///
    /// @param fault   what goes wrong, or [Fault#NONE]
    /// @param seconds for a 429: when to come back
    record Fate(Fault fault, int seconds) {}

    /// Only on the event loop.
    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the event loop alone
    Fate arrive(long hash) {
        received++;
        inFlight++;
        maxInFlight = Math.max(maxInFlight, inFlight);
        FakeLlmOptions now = options;
        Integer atOnce = now.maxConcurrency();
        if (atOnce != null && inFlight > atOnce) {
            return new Fate(Fault.OVERLOADED, now.retryAfterSeconds());
        }
        Integer perMinute = now.requestsPerMinute();
        if (perMinute != null) {
            long age = nanos() - windowStart;
            if (age >= MINUTE_NANOS) {
                windowStart = nanos();
                windowCount = 0;
                age = 0;
            }
            if (++windowCount > perMinute) {
                return new Fate(Fault.RPM_LIMIT, (int) Math.ceil((MINUTE_NANOS - age) / 1e9));
            }
        }
        if (now.faults().isQuiet()) {
            return new Fate(Fault.NONE, 0);
        }
        int attempt = arrivals.merge(hash, 1, Integer::sum) - 1;
        return new Fate(now.faults().pick(hash, attempt, now.seed()), now.retryAfterSeconds());
    }

    /// Requests left in this minute, or null without a limit.
    @Nullable
    Integer remaining() {
        Integer perMinute = options.requestsPerMinute();
        return perMinute == null ? null : Math.max(0, perMinute - windowCount);
    }

    /// The call has ended. Only on the event loop.
    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the event loop alone
    void depart(Fault fault) {
        inFlight--;
        if (fault != Fault.NONE) {
            faults.merge(fault.label(), 1L, Long::sum);
        }
    }

    /// The figures so far. Thread-safe.
    FakeLlm.Stats stats() {
        return new FakeLlm.Stats(received, ledger.size(), ledger.paid(), ledger.paidAgain(), inFlight, maxInFlight,
                Map.copyOf(faults));
    }
}
