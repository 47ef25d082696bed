package dev.promptlooper.contracts.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.promptlooper.contracts.access.Authenticator.Standing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Map;

class GraceTest {

    private long now = Long.MAX_VALUE - 1; // such clocks begin anywhere and overflow
    private final Grace grace = new Grace(Duration.ofSeconds(60), () -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void unknownVisitorStaysForTheGraceAndNoLonger() {
        assertThat(grace.mayStay(Standing.UNKNOWN)).isTrue();
        pass(Duration.ofMillis(59_999));
        assertThat(grace.mayStay(Standing.UNKNOWN)).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(grace.mayStay(Standing.UNKNOWN)).isFalse();
    }

    @Test
    void graceBeginsAnewOnceTheVisitorWasKnownAgain() {
        // Given
        grace.mayStay(Standing.UNKNOWN);
        pass(Duration.ofSeconds(59));
        // When
        assertThat(grace.mayStay(Standing.VALID)).isTrue();
        // Then
        assertThat(grace.mayStay(Standing.UNKNOWN)).isTrue();
        pass(Duration.ofSeconds(59));
        assertThat(grace.mayStay(Standing.UNKNOWN)).isTrue();
    }

    @Test
    void whoeverHasEndedGoesAtOnce() {
        assertThat(grace.mayStay(Standing.ENDED)).isFalse();
        assertThat(new Grace(Duration.ZERO, () -> now).mayStay(Standing.UNKNOWN)).isFalse();
    }

    @Test
    void graceComesFromTheEnvironment() {
        assertThat(Grace.fromEnvironment(Map.of())).isEqualTo(Grace.DEFAULT);
        assertThat(Grace.fromEnvironment(Map.of(Grace.VARIABLE, ""))).isEqualTo(Grace.DEFAULT);
        assertThat(Grace.fromEnvironment(Map.of(Grace.VARIABLE, "30"))).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "5m", "86401", "999999999"})
    void otherGraceStopsTheStart(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Grace.fromEnvironment(Map.of(Grace.VARIABLE, text)))
                .withMessageContaining(Grace.VARIABLE)
                .withMessageContaining(text);
    }
}
