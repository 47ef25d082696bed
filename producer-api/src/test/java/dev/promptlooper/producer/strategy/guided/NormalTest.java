package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.producer.space.Seeded;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class NormalTest {

    @Test
    void gainIsTheDefinitionsToNineDigits() {
        // Given
        Seeded random = new Seeded(11);
        for (int i = 0; i < 100_000; i++) {
            double z = -36.9 * random.nextDouble() * random.nextDouble();

            // When
            double exact = Normal.exactGain(z);

            // Then
            assertThat(Normal.gain(z) / exact).as("at %s", z).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void gainFarBehindIsNothing() {
        assertThat(Normal.gain(-37)).isZero();
        assertThat(Normal.gain(-1e300)).isZero();
        assertThat(Normal.gain(Double.NEGATIVE_INFINITY)).isZero();
    }

    @Test
    void gainOfEqualsIsTheDensityAtZero() {
        assertThat(Normal.gain(0)).isCloseTo(0.3989422804, within(1e-10));
        assertThat(Normal.cumulative(0)).isCloseTo(0.5, within(1e-12));
        assertThat(Normal.cumulative(1.959963985)).isCloseTo(0.975, within(1e-9));
    }
}
