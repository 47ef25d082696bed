package dev.promptlooper.executor.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.endpoint.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

class LimitsTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private long time = 12_345;

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 60, 500, 10_000})
    void noMinuteExceedsTheLimitAndTheLimitIsUsed(int perMinute) {
        // Given
        TokenBucket bucket = new TokenBucket(perMinute, () -> time);
        ArrayDeque<Long> taken = new ArrayDeque<>();
        Random random = new Random(perMinute);
        long total = 0;
        long end = time + 10 * MINUTE;
        while (time < end) {
            // When
            long wait = bucket.waitNanos(1);
            if (wait > 0) {
                time += wait;
                continue;
            }
            bucket.take(1);
            taken.add(time);
            total++;
            if (random.nextInt(perMinute * 4) == 0) {
                time += random.nextLong(MINUTE / 4);
            }
            // Then
            while (taken.getFirst() <= time - MINUTE) {
                taken.removeFirst();
            }
            assertThat(taken.size()).isLessThanOrEqualTo(perMinute + (perMinute < 10 ? 1 : 0));
        }
        assertThat(total).isGreaterThanOrEqualTo((long) (perMinute * 10 * 0.5));
    }

    @Test
    void bucketLetsSomethingLargeGoWhenFullAndPaysItBack() {
        // Given
        TokenBucket bucket = new TokenBucket(600, () -> time);
        // When
        assertThat(bucket.waitNanos(5_000)).isZero();
        bucket.take(5_000);
        // Then
        assertThat(bucket.waitNanos(1)).isGreaterThan(8 * MINUTE);
        bucket.adjust(4_999);
        assertThat(bucket.waitNanos(1)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void concurrencyStaysBetweenOneAndTheConfiguredMaximum(long seed) {
        // Given
        Random random = new Random(seed);
        int max = 1 + random.nextInt(64);
        AdaptiveConcurrency concurrency = new AdaptiveConcurrency(max);
        List<Long> out = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            // When
            if (random.nextBoolean() && concurrency.hasRoom()) {
                out.add(concurrency.acquire());
            } else if (!out.isEmpty()) {
                long acquisition = out.remove(random.nextInt(out.size()));
                switch (random.nextInt(4)) {
                    case 0 -> concurrency.overloaded(acquisition);
                    case 1 -> concurrency.release();
                    default -> concurrency.succeeded(acquisition, random.nextLong(SECOND), random.nextInt(100));
                }
            }
            // Then
            assertThat(concurrency.limit()).isBetween(1, max);
            assertThat(concurrency.inUse()).isEqualTo(out.size());
        }
    }

    @Test
    void oneRoundOfRefusalsDecreasesOnceAndSuccessesBringTheMaximumBack() {
        // Given
        AdaptiveConcurrency concurrency = new AdaptiveConcurrency(100);
        List<Long> round = new ArrayList<>();
        while (concurrency.hasRoom()) {
            round.add(concurrency.acquire());
        }
        // When
        round.forEach(concurrency::overloaded);
        // Then
        assertThat(concurrency.limit()).isEqualTo(70);
        for (int i = 0; i < 4_000; i++) {
            concurrency.succeeded(concurrency.acquire(), SECOND, 10);
        }
        assertThat(concurrency.limit()).isEqualTo(100);
    }

    @Test
    void collapseOfThePaceDecreasesAndLongerAnswersDoNot() {
        // Given
        AdaptiveConcurrency concurrency = new AdaptiveConcurrency(64);
        for (int i = 0; i < 200; i++) {
            concurrency.succeeded(concurrency.acquire(), SECOND, 100);
        }
        // When
        for (int i = 0; i < 100; i++) {
            concurrency.succeeded(concurrency.acquire(), 15 * SECOND, 2_000);
        }
        // Then
        assertThat(concurrency.limit()).isEqualTo(64);
        for (int i = 0; i < 40; i++) {
            concurrency.succeeded(concurrency.acquire(), 20 * SECOND, 100);
        }
        assertThat(concurrency.limit()).isLessThan(64);
    }

    @Test
    void circuitOpensAfterTenFailuresProbesAndCloses() {
        // Given
        EndpointLimiter limiter = limiter(Endpoint.of("e", "http://h/v1"));
        for (int i = 0; i < 10; i++) {
            limiter.release(granted(limiter), new Feedback.Failed());
        }
        // Then
        assertThat(limiter.isBroken()).isTrue();
        assertThat(limiter.tryAcquire(0)).isInstanceOf(Admission.Later.class);
        // When
        time += 2 * SECOND;
        Admission.Permit probe = granted(limiter);
        // Then
        assertThat(probe.probe()).isTrue();
        assertThat(limiter.tryAcquire(0)).isInstanceOf(Admission.Later.class);
        limiter.release(probe, new Feedback.Failed());
        time += 2 * SECOND;
        assertThat(limiter.tryAcquire(0)).as("the pause has doubled").isInstanceOf(Admission.Later.class);
        time += 30 * SECOND;
        limiter.release(granted(limiter), new Feedback.Succeeded(1, 1, 1));
        assertThat(limiter.isBroken()).isFalse();
        assertThat(limiter.tryAcquire(0)).isInstanceOf(Admission.Granted.class);
    }

    @Test
    void brokenEndpointIsToldApartFromOneThatMayComeBack() {
        // Given
        EndpointLimiter limiter = limiter(Endpoint.of("e", "http://h/v1"));
        for (int i = 0; i < 10; i++) {
            limiter.release(granted(limiter), new Feedback.TimedOut());
        }
        // When
        time += 61 * SECOND;
        Admission.Permit probe = granted(limiter);
        // Then
        assertThat(probe.probe()).isTrue();
        assertThat(limiter.tryAcquire(0)).isInstanceOf(Admission.Broken.class);
    }

    @Test
    void pauseHoldsTheWholeEndpointAndTheLongerOneWins() {
        // Given
        EndpointLimiter limiter = limiter(Endpoint.of("e", "http://h/v1"));
        // When
        limiter.pause(Duration.ofSeconds(10));
        limiter.pause(Duration.ofSeconds(3));
        // Then
        assertThat(limiter.tryAcquire(0)).isEqualTo(new Admission.Later(10 * SECOND));
    }

    @Test
    void backoffIsRandomBelowAnExponentialCeiling() {
        // Given
        Random random = new Random(3);
        // Then
        for (int attempt = 1; attempt < 40; attempt++) {
            long ceiling = Math.min(30_000, 500L << Math.min(attempt - 1, 20));
            assertThat(Backoff.DEFAULT.delay(attempt, random)).isBetween(Duration.ZERO, Duration.ofMillis(ceiling));
        }
    }

    @ParameterizedTest
    @CsvSource(value = {"2|2000", "0|0", "1.5|1500", "1000000000|300000", "Sun, 22 Nov 2026 12:00:07 GMT|7000",
        "Sun, 22 Nov 2026 11:00:00 GMT|0", "soon|", "-5|", "'1e999'|"}, delimiter = '|')
    void retryAfterIsReadInEveryFormAndCapped(String value, Long millis) {
        // When
        Optional<Duration> wait = RetryHints.retryAfter(Map.of("retry-after", value)::get, NOW);
        // Then
        assertThat(wait.map(Duration::toMillis).orElse(null)).isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource(value = {"1s|1000", "6m0s|300000", "20ms|20", "1m30.5s|90500", "12|12000", "1795348803|3000",
        "2026-11-22T12:00:04Z|4000", "never|"}, delimiter = '|')
    void usedUpQuotaIsWaitedFor(String value, Long millis) {
        // When
        Optional<Duration> wait = RetryHints.quotaReset(
                Map.of("x-ratelimit-remaining-requests", "0", "x-ratelimit-reset-requests", value)::get, NOW);
        // Then
        assertThat(wait.map(Duration::toMillis).orElse(null)).isEqualTo(millis);
    }

    @Test
    void quotaThatRemainsIsNoReasonToWait() {
        assertThat(RetryHints.quotaReset(
                Map.of("x-ratelimit-remaining-tokens", "17", "x-ratelimit-reset-tokens", "6m0s")::get, NOW)).isEmpty();
    }

    private EndpointLimiter limiter(Endpoint endpoint) {
        return new EndpointLimiter(endpoint, Share.WHOLE, Duration.ofSeconds(60), () -> time);
    }

    private static Admission.Permit granted(EndpointLimiter limiter) {
        if (limiter.tryAcquire(0) instanceof Admission.Granted(Admission.Permit permit)) {
            return permit;
        }
        throw new AssertionError("no permit");
    }
}
