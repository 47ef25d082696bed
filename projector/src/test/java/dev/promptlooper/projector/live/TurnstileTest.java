package dev.promptlooper.projector.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

class TurnstileTest {

    private static final long NOW = Duration.ofHours(1).toNanos();
    private static final long MILLISECOND = Duration.ofMillis(1).toNanos();

    private final Turnstile turnstile = new Turnstile(1_000, 10, NOW);

    @Test
    void fewGoAtOnce() {
        for (int n = 0; n < 10; n++) {
            assertThat(turnstile.take(NOW)).isEqualTo(NOW);
        }
    }

    @Test
    void manyAreSpreadOverTime() {
        // When
        List<Long> turns = new ArrayList<>();
        IntStream.range(0, 1_010).forEach(n -> turns.add(turnstile.take(NOW)));
        // Then
        assertThat(turns.subList(0, 11)).containsOnly(NOW);
        assertThat(turns.subList(11, 1_010)).isEqualTo(
                IntStream.range(1, 1_000).mapToObj(n -> NOW + n * MILLISECOND).toList());
    }

    @Test
    void quietTimeIsNotSavedUp() {
        // Given
        long later = NOW + Duration.ofMinutes(5).toNanos();
        // When
        List<Long> turns = IntStream.range(0, 20).mapToObj(n -> turnstile.take(later)).toList();
        // Then
        assertThat(turns.stream().filter(turn -> turn == later)).hasSize(11);
        assertThat(turns.getLast()).isEqualTo(later + 9 * MILLISECOND);
    }
}
