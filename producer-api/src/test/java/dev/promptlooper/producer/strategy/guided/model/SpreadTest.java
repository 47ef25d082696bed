package dev.promptlooper.producer.strategy.guided.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpreadTest {

    private static final double[] MEANS = {0.5, 0.9, 0.1};
    private static final int[] COUNTS = {10, 30, 10};

    @Test
    void rightOrWrongScattersLeastNearTheEndsOfTheRange() {
        // Given: as much variance as answers that are right or wrong have
        Spread spread = Spread.of(0, MEANS, COUNTS, (10 * 0.25 + 40 * 0.09) / 50);

        // When
        double middle = spread.at(0.5);
        double good = spread.at(0.9);

        // Then
        assertThat(spread.share()).isCloseTo(1, within(1e-9));
        assertThat(middle / good).isCloseTo(0.25 / 0.09, within(1e-9));
        assertThat(spread.at(0.1)).isCloseTo(good, within(1e-9));
    }

    @Test
    void scoresInTheMiddleOfTheRangeScatterAlmostAlikeEverywhere() {
        // Given
        Spread spread = Spread.of(0, MEANS, COUNTS, 0.002);

        // Then
        assertThat(spread.at(0.5) / spread.at(0.9)).isBetween(1.0, 1.04);
    }

    @Test
    void usualResultIsAsNoisyAsBefore() {
        // Given
        Spread spread = Spread.of(-1, new double[]{-0.5, -0.9, -0.1}, COUNTS, 0.1);

        // When
        double usual = (10 * spread.at(-0.5) + 30 * spread.at(-0.9) + 10 * spread.at(-0.1)) / 50;

        // Then
        assertThat(usual).isCloseTo(1, within(1e-9));
    }

    @Test
    void candidateThatWasNeverWrongSoFarIsNotCertain() {
        // Given
        Spread spread = Spread.of(0, new double[]{1, 1}, new int[]{5, 5}, 0);
        Spread binary = new Spread(0, 1, 0.2);

        // Then
        assertThat(spread.at(1)).isCloseTo(1, within(1e-9));
        assertThat(binary.at(1)).isGreaterThan(0.1);
        assertThat(binary.at(1.2)).isEqualTo(binary.at(1));
    }

    @Test
    void withoutResultsNothingIsDifferent() {
        assertThat(Spread.of(0, new double[0], new int[0], 0).at(0.99)).isEqualTo(Spread.EVEN.at(0.2)).isEqualTo(1);
    }
}
