package dev.promptlooper.scoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.promptlooper.contracts.statistics.StudentT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;

class StatisticsTest {

    @Test
    void momentsEqualTheTextbookOnRandomCases() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            // Given
            int cases = 2 + random.nextInt(40);
            double scale = Math.pow(10, random.nextInt(9) - 4);
            double[] means = new double[cases];
            ClusteredMoments moments = ClusteredMoments.EMPTY;
            // When
            for (int c = 0; c < cases; c++) {
                double[] repeats = random.doubles(1 + random.nextInt(4)).map(value -> value * scale).toArray();
                means[c] = Arrays.stream(repeats).average().orElseThrow();
                moments = moments.replace(CaseValue.NONE, CaseValue.of(repeats));
            }
            // Then
            double mean = Arrays.stream(means).average().orElseThrow();
            double variance = Arrays.stream(means).map(m -> (m - mean) * (m - mean)).sum() / (cases - 1);
            assertThat(moments.mean()).isCloseTo(mean, within(1e-12 * scale));
            assertThat(moments.standardError()).isCloseTo(Math.sqrt(variance / cases), within(1e-9 * scale));
        }
    }

    @Test
    void replacedValueLeavesNoTraceAndOrderDoesNotMatter() {
        Random random = new Random(2);
        for (int round = 0; round < 100; round++) {
            // Given
            List<CaseValue> finals = new ArrayList<>();
            ClusteredMoments once = ClusteredMoments.EMPTY;
            for (int c = 0; c < 30; c++) {
                CaseValue value = CaseValue.of(random.nextGaussian() * Math.pow(10, random.nextInt(12) - 6));
                finals.add(value);
                once = once.replace(CaseValue.NONE, value);
            }
            // When
            Collections.shuffle(finals, random);
            ClusteredMoments twice = ClusteredMoments.EMPTY;
            for (CaseValue value : finals) {
                CaseValue wrong = CaseValue.of(random.nextDouble() * 1e9, random.nextDouble());
                twice = twice.replace(CaseValue.NONE, wrong).replace(wrong, value);
            }
            // Then
            assertThat(twice).isEqualTo(once);
        }
    }

    @Test
    void equalValuesHaveNoErrorAtAll() {
        // Given
        ClusteredMoments moments = ClusteredMoments.EMPTY;
        // When
        for (int i = 0; i < 1000; i++) {
            moments = moments.replace(CaseValue.NONE, CaseValue.of(0.1));
        }
        // Then
        assertThat(moments.mean()).isEqualTo(0.1);
        assertThat(moments.standardError()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 10, 0, 0.27753279", "10, 10, 0.72246721, 1", "9, 10, 0.59584989, 0.98212375",
        "50, 100, 0.40383153, 0.59616847", "1, 1, 0.20654931, 1"})
    void wilsonsIntervalEqualsTheTables(long successes, long n, double low, double high) {
        // When
        Interval interval = Interval.wilson((double) successes / n, n);
        // Then
        assertThat(interval.low()).isCloseTo(low, within(1e-7));
        assertThat(interval.high()).isCloseTo(high, within(1e-7));
    }

    @Test
    void intervalFollowsItsRule() {
        // Given
        ClusteredMoments graded = ClusteredMoments.EMPTY.replace(CaseValue.NONE, CaseValue.of(0.2));
        ClusteredMoments binary = ClusteredMoments.EMPTY.replace(CaseValue.NONE, CaseValue.of(1.0, 1.0));
        ClusteredMoments manyRepeats = ClusteredMoments.EMPTY;
        for (int i = 0; i < 100; i++) {
            manyRepeats = manyRepeats.replace(CaseValue.NONE, CaseValue.of(i % 2, (i / 2) % 2));
        }
        // Then
        assertThat(Interval.of(ClusteredMoments.EMPTY)).isNull();
        assertThat(Interval.of(graded)).as("one case says nothing about the spread").isNull();
        assertThat(Objects.requireNonNull(Interval.of(graded.replace(CaseValue.NONE, CaseValue.of(0.4)))).high())
                .isCloseTo(0.3 + 12.7062047362 * 0.1, within(1e-9));
        assertThat(Interval.of(binary)).isEqualTo(Interval.wilson(1, 1));
        double half = StudentT.quantile975(99) * manyRepeats.standardError();
        assertThat(Objects.requireNonNull(Interval.of(manyRepeats)).low()).isCloseTo(0.5 - half, within(1e-12));
    }

    @Test
    void intervalCoversTheTruthAboutAsOftenAsPromised() {
        Random random = new Random(3);
        for (double truth : new double[]{0.1, 0.5, 0.9}) {
            int covered = 0;
            for (int round = 0; round < 2000; round++) {
                ClusteredMoments moments = ClusteredMoments.EMPTY;
                for (int c = 0; c < 60; c++) {
                    moments = moments.replace(CaseValue.NONE, CaseValue.of(random.nextDouble() < truth ? 1 : 0));
                }
                Interval interval = Objects.requireNonNull(Interval.of(moments));
                covered += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
            }
            assertThat(covered / 2000.0).isBetween(0.925, 0.98);
        }
    }

    @Test
    void percentilesAreWithinTwoPercent() {
        Random random = new Random(4);
        for (int round = 0; round < 50; round++) {
            // Given
            double[] values = random.doubles(1 + random.nextInt(2000)).map(u -> Math.rint(Math.exp(u * 13))).toArray();
            LatencySketch sketch = new LatencySketch();
            // When
            for (double value : values) {
                sketch.add(value);
                sketch.add(77);
                sketch.remove(77);
            }
            // Then
            Arrays.sort(values);
            for (double q : new double[]{0.01, 0.5, 0.95, 0.99, 1}) {
                double exact = values[Math.max(0, (int) Math.ceil(q * values.length) - 1)];
                assertThat(sketch.quantile(q)).isCloseTo(exact, within(exact * 0.02 + 1e-9));
            }
            assertThat(sketch.count()).isEqualTo(values.length);
            LatencySketch copy = LatencySketch.of(sketch.buckets(), sketch.counts());
            assertThat(copy.quantile(0.5)).isEqualTo(sketch.quantile(0.5));
        }
    }

    @Test
    void frontEqualsTheDefinition() {
        Random random = new Random(5);
        for (int round = 0; round < 300; round++) {
            // Given
            int size = random.nextInt(60);
            ParetoFront.Point[] points = new ParetoFront.Point[size];
            for (int i = 0; i < size; i++) {
                points[i] = new ParetoFront.Point(random.nextInt(10) == 0 ? Double.NaN : random.nextInt(8),
                        random.nextInt(10) == 0 ? Double.NaN : random.nextInt(8), random.nextInt(8));
            }
            // When
            boolean[] members = ParetoFront.members(points);
            // Then
            for (int i = 0; i < size; i++) {
                ParetoFront.Point point = points[i];
                boolean beaten = Arrays.stream(points)
                        .anyMatch(other -> other.value() >= point.value() && other.cost() <= point.cost()
                                && other.latency() <= point.latency()
                                && (other.value() > point.value() || other.cost() < point.cost()
                                        || other.latency() < point.latency()));
                assertThat(members[i]).as("point %s of round %s", i, round)
                        .isEqualTo(!beaten && !Double.isNaN(point.value()));
            }
        }
    }
}
