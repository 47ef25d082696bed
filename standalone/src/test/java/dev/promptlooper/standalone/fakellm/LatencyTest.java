package dev.promptlooper.standalone.fakellm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import java.util.stream.LongStream;

class LatencyTest {

    @Test
    void logNormalHasItsMedianAndItsTail() {
        // Given
        Latency latency = Latency.parse("lognormal:200,1500");
        // When
        double[] sorted = LongStream.range(0, 20_000)
                .mapToDouble(n -> latency.millis(Dice.mix(n), 3))
                .sorted()
                .toArray();
        // Then
        assertThat(sorted[10_000]).isCloseTo(200, Percentage.withPercentage(3));
        assertThat(sorted[19_800]).isCloseTo(1500, Percentage.withPercentage(10));
    }

    @Test
    void uniformStaysBetweenItsEndsAndRepeatsItself() {
        // Given
        Latency latency = Latency.parse("uniform:50-500");
        // When / Then
        for (long n = 0; n < 1000; n++) {
            assertThat(latency.millis(n, 1)).isBetween(50.0, 500.0).isEqualTo(latency.millis(n, 1));
        }
    }

    @Test
    void textThatIsNoLatencyIsNamed() {
        assertThatThrownBy(() -> Latency.parse("soon")).hasMessageContaining("'soon'")
                .hasMessageContaining("uniform:50-500");
        assertThatThrownBy(() -> Latency.parse("lognormal:200")).hasMessageContaining("lognormal:200");
        assertThatThrownBy(() -> Latency.parse("-5")).hasMessageContaining("-5");
    }
}
