package dev.promptlooper.producer.strategy.guided.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.producer.space.Seeded;
import dev.promptlooper.producer.strategy.guided.race.Bets.Population;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

class BetsTest {

    private static final int CASES = 200;
    private static final int TABLES = 3_000;

    @Test
    void wealthAgainstAnEqualRivalReachesTwentyInAtMostATwentiethOfTheTables() {
        int fired = 0;
        for (int seed = 0; seed < TABLES; seed++) {
            // Given: an independent sample of fair differences
            Seeded random = new Seeded(seed);
            Bets bets = new Bets(Population.GENERAL, CASES);

            // When
            for (int i = 0; i < CASES; i++) {
                bets.add(random.below(3) - 1.0);
            }

            // Then
            fired += bets.peak() >= Math.log(20) ? 1 : 0;
        }
        assertThat(fired).isLessThanOrEqualTo(TABLES / 20);
    }

    @Test
    void wealthAgainstARivalThatIsLevelOverTheseCasesReachesTwentyInAtMostATwentiethOfTheOrders() {
        // Given: differences whose sum is 0
        double[] differences = new double[CASES];
        Arrays.fill(differences, 0, 60, 1);
        Arrays.fill(differences, 60, 120, -1);
        int fired = 0;
        for (int seed = 0; seed < TABLES; seed++) {
            // When
            double[] order = shuffled(differences, seed);
            Bets bets = new Bets(Population.CASES, CASES);
            Arrays.stream(order).forEach(bets::add);

            // Then
            fired += bets.peak() >= Math.log(20) ? 1 : 0;
        }
        assertThat(fired).isLessThanOrEqualTo(TABLES / 20);
    }

    @Test
    void worseRivalIsCertainlyWorseAtTheEndOfTheCases() {
        // Given
        double[] differences = new double[CASES];
        differences[17] = 1;

        // When
        Bets bets = new Bets(Population.CASES, CASES);
        Arrays.stream(differences).forEach(bets::add);

        // Then
        assertThat(bets.peak()).isInfinite();
    }

    @Test
    void nobodyIsCertainlyWorseBeforeTheRestCouldNotTurnIt() {
        // Given
        Bets bets = new Bets(Population.CASES, 5);

        // When
        bets.add(1);
        bets.add(1);

        // Then
        assertThat(bets.peak()).isFinite();
        bets.add(1);
        assertThat(bets.peak()).isInfinite();
    }

    @Test
    void betterRivalIsNeverSuspected() {
        // Given
        Bets bets = new Bets(Population.CASES, CASES);

        // When
        for (int i = 0; i < CASES; i++) {
            bets.add(i % 10 == 0 ? 0 : -1);
        }

        // Then
        assertThat(bets.peak()).isLessThan(Math.log(20));
    }

    @Test
    void placesWithoutAScoreArePassedOver() {
        // Given
        Bets bets = new Bets(Population.GENERAL, CASES);

        // When
        bets.skip();
        bets.add(1);

        // Then
        assertThat(bets.position()).isEqualTo(2);
        assertThat(bets.pairs()).isEqualTo(1);
        assertThat(bets.difference()).isEqualTo(1);
    }

    private static double[] shuffled(double[] values, int seed) {
        double[] order = values.clone();
        Seeded random = new Seeded(seed);
        for (int i = order.length - 1; i > 0; i--) {
            int other = (int) random.below(i + 1L);
            double swap = order[i];
            order[i] = order[other];
            order[other] = swap;
        }
        return order;
    }
}
