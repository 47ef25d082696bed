package dev.promptlooper.producer.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.promptlooper.producer.web.Problem;
import org.junit.jupiter.api.Test;

import java.time.Instant;

class LoginThrottleTest {

    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private final LoginThrottle throttle = new LoginThrottle(() -> now);

    @Test
    void s05NameIsHeldBackAfterFiveFailuresFromWherever() {
        // Given
        for (int i = 0; i < LoginThrottle.PER_NAME; i++) {
            throttle.begin("ada", "192.0.2." + i);
            now = now.plusSeconds(2);
        }
        // Then
        refused("ada", "192.0.2.9", "try again in 50 seconds");
        assertThatNoException().isThrownBy(() -> throttle.begin("grace", "192.0.2.9"));
        now = now.plusSeconds(50);
        assertThatNoException().isThrownBy(() -> throttle.begin("ada", "192.0.2.9"));
        refused("ada", "192.0.2.9", "try again in 2 seconds");
    }

    @Test
    void s05AddressIsHeldBackWhateverNamesItTries() {
        for (int i = 0; i < LoginThrottle.PER_ADDRESS; i++) {
            throttle.begin("user" + i, "192.0.2.1");
        }
        refused("another", "192.0.2.1", "too many attempts");
        assertThatNoException().isThrownBy(() -> throttle.begin("another", "192.0.2.2"));
    }

    @Test
    void s05AttemptsAtOnceCountWhenTheyBegin() {
        for (int i = 0; i < LoginThrottle.PER_NAME; i++) {
            throttle.begin("ada", "192.0.2.1");
        }
        // None of them has failed yet.
        refused("ada", "192.0.2.1", "60 seconds");
    }

    @Test
    void successIsForgiven() {
        for (int i = 0; i < 100; i++) {
            throttle.begin("ada", "192.0.2.1").succeeded();
        }
        assertThatNoException().isThrownBy(() -> throttle.begin("ada", "192.0.2.1"));
    }

    private void refused(String name, String address, String reason) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> throttle.begin(name, address))
                .withMessageContaining(reason)
                .satisfies(problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.TOO_MANY));
    }
}
