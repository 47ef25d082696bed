package dev.promptlooper.contracts.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;

class PairedStatisticsTest {

    @ParameterizedTest
    @CsvSource({"1, 12.7062047362", "2, 4.30265272975", "3, 3.18244630528", "4, 2.77644510520", "5, 2.57058183564",
        "10, 2.22813885199", "29, 2.04522964213", "30, 2.04227245630", "100, 1.98397151852", "200, 1.97189622363",
        "1000, 1.96233908083", "100000000, 1.95996398454"})
    void quantileOfStudentsTEqualsTheTables(long df, double expected) {
        assertThat(StudentT.quantile975(df)).isCloseTo(expected, within(1e-7));
    }

    @Test
    void expansionForManyDegreesMeetsTheExactSeries() {
        for (int df : new int[]{201, 202, 500, 1001, 5000}) {
            assertThat(StudentT.central(StudentT.quantile975(df), df)).isCloseTo(0.95, within(1e-11));
        }
    }

    // Reference values: scipy.stats.t.sf, norm.cdf, binomtest; known to more digits than are checked.
    @ParameterizedTest
    @CsvSource({"2.0, 10, 0.0733880348", "1.0, 1, 0.5", "2.5, 29, 0.0183253443", "0, 5, 1",
        "1.959963984540054, 100000000, 0.05", "3, 20000, 0.0027031210"})
    void pValueOfStudentsTEqualsTheTables(double t, long df, double expected) {
        assertThat(StudentT.twoSided(t, df)).isCloseTo(expected, within(2e-7));
        assertThat(StudentT.twoSided(-t, df)).isCloseTo(expected, within(2e-7));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.5", "1, 0.8413447460685429", "-1.959963984540054, 0.025", "3.5, 0.9997673709209645",
        "-6, 9.865876450376981e-10"})
    void normalDistributionEqualsTheTables(double z, double expected) {
        assertThat(Normal.cdf(z)).isCloseTo(expected, within(1e-12 + expected * 1e-9));
        assertThat(Normal.quantile(Normal.cdf(z))).isCloseTo(z, within(1e-8));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1", "1, 1, 1", "0, 6, 0.03125", "2, 10, 0.03857421875", "10, 2, 0.03857421875"})
    void mcNemarIsTheExactBinomialTest(long first, long second, double expected) {
        assertThat(McNemar.twoSided(first, second)).isCloseTo(expected, within(1e-12));
    }

    @Test
    void mcNemarOfManyPairsMeetsTheExactForm() {
        // 1050 of 2100 would be exact; both forms agree where they meet
        assertThat(McNemar.twoSided(1_060, 941)).isCloseTo(McNemar.twoSided(1_059, 941), within(2e-3));
    }

    @Test
    void holmStepsDownAndNeverDecreases() {
        assertThat(Holm.adjust(0.01, 0.04, 0.03)).containsExactly(new double[]{0.03, 0.06, 0.06}, within(1e-12));
        assertThat(Holm.adjust(0.5, Double.NaN, 0.9)).containsExactly(1, Double.NaN, 1);
    }

    @Test
    void signFlipCountsPatternsAtLeastAsExtreme() {
        assertThat(SignFlip.twoSided(1, 1, 1, 1, 1, 1)).isEqualTo(2.0 / 64);
        assertThat(SignFlip.twoSided(0.1, 0.2, -0.3)).isEqualTo(1);
        assertThat(SignFlip.twoSided()).isEqualTo(1);
        assertThat(SignFlip.twoSided(0, 0)).isEqualTo(1);
    }

    @Test
    void signFlipOfManyDifferencesMeetsTheTTest() {
        // Given
        Random random = new Random(3);
        double[] d = random.doubles(29, -0.8, 1.2).toArray();
        double mean = java.util.Arrays.stream(d).average().orElseThrow();
        double deviation = Math.sqrt(java.util.Arrays.stream(d).map(x -> (x - mean) * (x - mean)).sum() / 28);
        // Then
        assertThat(SignFlip.twoSided(d)).isCloseTo(StudentT.twoSided(mean / (deviation / Math.sqrt(29)), 28),
                within(0.02));
    }

    @Test
    void intervalsCoverTheTruthAboutAsOftenAsTheyPromise() {
        // Given differences around 0.1 in samples of 20 (bootstrap) and 60 (t)
        Random random = new Random(11);
        for (int n : new int[]{20, 60}) {
            int covered = 0;
            int rounds = 300;
            for (int round = 0; round < rounds; round++) {
                double[] d = new double[n];
                for (int i = 0; i < n; i++) {
                    d[i] = 0.1 + random.nextGaussian() * 0.4;
                }
                // When
                PairedDifference difference = PairedDifference.of(d, false);
                covered += difference.low() <= 0.1 && 0.1 <= difference.high() ? 1 : 0;
            }
            // Then
            assertThat((double) covered / rounds).as("n = " + n).isBetween(0.88, 0.99);
        }
    }

    @Test
    void fewEqualDifferencesAreNotBeyondDoubt() {
        // Given
        PairedDifference difference = PairedDifference.of(new double[]{1, 1, 1}, true);
        // Then
        assertThat(difference.low()).isEqualTo(1);
        assertThat(difference.p()).isCloseTo(0.25, within(1e-12));
        assertThat(difference.isDecided(difference.p())).isFalse();
    }

    @Test
    void intervalForExactlyTheseCasesShrinksAsTheyAreCompleted() {
        // Given
        double[] differences = {0, 0.2, 0.1, 0.5, -0.1, 0.3};
        // When
        PairedDifference begun = PairedDifference.ofFinite(differences, 0);
        PairedDifference half = PairedDifference.ofFinite(differences, 0.5);
        PairedDifference whole = PairedDifference.ofFinite(differences, 1);
        // Then (sd 0.2160, t(5) = 2.5706)
        assertThat(begun.high() - begun.low()).isCloseTo(2 * 2.5706 * 0.21602 / Math.sqrt(6), within(1e-4));
        assertThat(half.high() - half.low()).isCloseTo((begun.high() - begun.low()) * Math.sqrt(0.5), within(1e-12));
        assertThat(half.interval()).isEqualTo(PairedDifference.IntervalMethod.FINITE_T);
        assertThat(whole.interval()).isEqualTo(PairedDifference.IntervalMethod.EXACT);
        assertThat(whole.low()).isEqualTo(whole.high()).isCloseTo(1 / 6.0, within(1e-12));
        assertThat(whole.isDecided(whole.p())).isTrue();
        assertThat(PairedDifference.ofFinite(new double[]{0.5}, 0.1).interval()).isNull();
    }

    @Test
    void onePairHasADifferenceAndNothingElse() {
        // Given
        PairedDifference difference = PairedDifference.of(new double[]{0.5}, false);
        // Then
        assertThat(difference.difference()).isEqualTo(0.5);
        assertThat(difference.interval()).isNull();
        assertThat(difference.isDecided(difference.p())).isFalse();
        assertThat(PairedDifference.of(new double[0], true).n()).isZero();
    }
}
