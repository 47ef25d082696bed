package dev.promptlooper.producer.access;

import dev.promptlooper.producer.web.Problem;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Makes guessing slow: five attempts a minute for a name, twenty for an address (behind which an office may be). An attempt
/// counts when it begins, so that many at once gain nothing; one that succeeds is taken back. Thread-safe, bounded.
final class LoginThrottle {

    static final int PER_NAME = 5;
    static final int PER_ADDRESS = 20;

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST = 10_000;

    private final InstantSource clock;
    private final Map<String, Deque<Instant>> attempts = new LinkedHashMap<>();

    LoginThrottle(InstantSource clock) {
        this.clock = clock;
    }

    /// An attempt that has begun.
    final class Attempt {

        private final String name;
        private final String address;
        private final Instant at;

        private Attempt(String name, String address, Instant at) {
            this.name = name;
            this.address = address;
            this.at = at;
        }

        /// It was who they said.
        void succeeded() {
            synchronized (attempts) {
                attempts.remove(name);
                Deque<Instant> others = attempts.get(address);
                if (others != null) {
                    others.removeFirstOccurrence(at);
                }
            }
        }
    }

    /// Begins an attempt.
    ///
    /// @param name    who they say they are, or what stands for the secret they try
    /// @param address where from, see `ClientAddress`
    /// @throws Problem 429 saying when the next one may be
    Attempt begin(String name, String address) {
        Instant now = clock.instant();
        Attempt attempt = new Attempt("name " + name, "address " + address, now);
        synchronized (attempts) {
            refuse(attempt.name, PER_NAME, now);
            refuse(attempt.address, PER_ADDRESS, now);
            note(attempt.name, now);
            note(attempt.address, now);
        }
        return attempt;
    }

    private void refuse(String key, int most, Instant now) {
        Deque<Instant> earlier = attempts.get(key);
        if (earlier == null) {
            return;
        }
        Instant begin = now.minus(WINDOW);
        earlier.removeIf(at -> !at.isAfter(begin));
        Instant oldest = earlier.peekFirst();
        if (oldest != null && earlier.size() >= most) {
            long seconds = Math.max(1, Duration.between(now, oldest.plus(WINDOW)).plusMillis(999).toSeconds());
            throw Problem.tooMany("too many attempts; try again in " + seconds + " seconds", seconds);
        }
    }

    private void note(String key, Instant now) {
        Deque<Instant> earlier = attempts.remove(key);
        Deque<Instant> times = earlier == null ? new ArrayDeque<>() : earlier;
        times.addLast(now);
        attempts.put(key, times); // to the end: the others are older
        Iterator<Deque<Instant>> oldest = attempts.values().iterator();
        while (attempts.size() > MOST && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }
}
