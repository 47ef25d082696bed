package dev.promptlooper.projector.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PairedTTest {

    @Test
    void intervalsHaveTheTabulatedQuantiles() {
        // Given: quantiles t(0.975) of tables
        double[][] table = {{1, 12.7062}, {2, 4.3027}, {5, 2.5706}, {29, 2.0452}, {99, 1.9842}, {999, 1.9623}};
        for (double[] row : table) {
            // When
            long n = (long) row[0] + 1;
            PairedT paired = new PairedT(n, 0.5, 1);
            // Then
            assertThat(paired.high()).isCloseTo(0.5 + row[1] / Math.sqrt((double) n), within(1e-4));
            assertThat(paired.low()).isCloseTo(0.5 - row[1] / Math.sqrt((double) n), within(1e-4));
        }
    }

    @Test
    void probabilityAndIntervalSayTheSame() {
        for (long n : new long[]{2, 3, 10, 100, 5_000}) {
            // Given
            PairedT paired = new PairedT(n, 0.1, 0.4);
            // Then
            assertThat(paired.below(java.util.Objects.requireNonNull(paired.low()))).isCloseTo(0.025, within(1e-4));
            assertThat(paired.below(java.util.Objects.requireNonNull(paired.high()))).isCloseTo(0.975, within(1e-4));
            assertThat(paired.below(0.1)).isCloseTo(0.5, within(1e-6));
        }
    }

    @Test
    void fewerThanTwoPairsSayNothing() {
        // Given
        PairedT one = new PairedT(1, 0.3, 0);
        // Then
        assertThat(one.low()).isNull();
        assertThat(one.below(-10)).isEqualTo(1);
    }

    @Test
    void differenceThatIsTheSameOnEveryCaseIsCertain() {
        // Given
        PairedT same = new PairedT(10, 0.3, 0);
        // Then
        assertThat(same.below(0)).isZero();
        assertThat(same.below(0.4)).isEqualTo(1);
        assertThat(same.low()).isEqualTo(0.3);
    }
}
