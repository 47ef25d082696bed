package dev.promptlooper.mcp.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

class LimitsTest {

    private final AtomicLong now = new AtomicLong();

    @Test
    void burstIsThereAtOnceAndTheRestComesByTheMinute() {
        // Given
        RateLimiter limiter = new RateLimiter(new Rate(60, 3), now::get);
        // When
        for (int i = 0; i < 3; i++) {
            assertThat(limiter.take("ada")).isZero();
        }
        // Then
        assertThat(limiter.take("ada")).isBetween(900L, 1_001L);
        assertThat(limiter.take("bob")).isZero();
        now.addAndGet(Duration.ofMillis(1_001).toNanos());
        assertThat(limiter.take("ada")).isZero();
        assertThat(limiter.take("ada")).isPositive();
    }

    @Test
    void neverMoreThanBurstAndRateAllowWhateverTheRhythm() {
        for (int seed = 0; seed < 50; seed++) {
            // Given
            Random random = new Random(seed);
            Rate rate = new Rate(1 + random.nextInt(600), 1 + random.nextInt(50));
            RateLimiter limiter = new RateLimiter(rate, now::get);
            long begun = now.get();
            int taken = 0;
            // When
            for (int i = 0; i < 2_000; i++) {
                now.addAndGet(random.nextInt(200_000_000));
                taken += limiter.take("ada") == 0 ? 1 : 0;
            }
            // Then
            double minutes = (now.get() - begun) / 60e9;
            assertThat(taken).as("seed " + seed)
                    .isLessThanOrEqualTo((int) Math.ceil(rate.burst() + minutes * rate.perMinute()));
        }
    }

    @Test
    void waitThatWasToldIsEnough() {
        // Given
        RateLimiter limiter = new RateLimiter(new Rate(7, 1), now::get);
        limiter.take("ada");
        // When
        long wait = limiter.take("ada");
        now.addAndGet(Duration.ofMillis(wait).toNanos());
        // Then
        assertThat(limiter.take("ada")).isZero();
    }

    @Test
    void streamsAreLimitedForEachAndForAll() {
        // Given
        OpenStreams streams = new OpenStreams(2, 3);
        // When
        assertThat(streams.open("ada")).isTrue();
        assertThat(streams.open("ada")).isTrue();
        // Then
        assertThat(streams.open("ada")).isFalse();
        assertThat(streams.open("bob")).isTrue();
        assertThat(streams.open("eve")).isFalse();
        streams.close("ada");
        assertThat(streams.open("eve")).isTrue();
        assertThat(streams.count()).isEqualTo(3);
    }
}
