package dev.promptlooper.projector.query.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.promptlooper.projector.query.pace.Series.Count;
import dev.promptlooper.projector.query.pace.Series.Forecast;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;

class SeriesTest {

    @Test
    void stepsAreRoundAndNeverTooMany() {
        assertThat(Series.step(60_000, 180)).isEqualTo(10_000);
        assertThat(Series.step(3_600_000, 180)).isEqualTo(20_000);
        Random random = new Random(5);
        for (int i = 0; i < 1_000; i++) {
            long millis = 1 + (long) (random.nextDouble() * 1e12);
            int points = 10 + random.nextInt(500);
            assertThat(millis).isLessThanOrEqualTo(Series.step(millis, points) * points);
        }
    }

    @Test
    void pauseIsShownAsStepsWithoutRuns() {
        // When
        Series series = Series.of(List.of(new Count(0, 25, 3, 0, 1, 2_000_000_000L), new Count(30_000, -1, 1, 1, 0, 0)),
                0,
                40_000, 10_000, 500_000_000L, Forecast.of(2.5, null, null, 4, 0));
        // Then
        assertThat(series.points()).extracting(Series.Point::runs).containsExactly(3L, 0L, 0L, 1L);
        assertThat(series.points()).extracting(Series.Point::spentUsd).containsExactly(2.5, 2.5, 2.5, 2.5);
        assertThat(series.points().get(1).p50()).isNull();
        assertThat(series.points().getFirst().runsPerSecond()).isEqualTo(0.3);
    }

    @Test
    void percentilesAreWithinTenPercent() {
        Random random = new Random(9);
        for (int round = 0; round < 200; round++) {
            long latency = 1 + random.nextInt(100_000);
            int bin = (int) Math.floor(Math.log(latency + 1.0) / Math.log(1.2));
            Double p50 = Series.quantile(List.of(new Count(0, bin, 7, 0, 0, 0)), 0.5);
            assertThat(p50).isNotNull();
            assertThat(p50 + 1).isCloseTo(latency + 1.0, within((latency + 1) * 0.1));
        }
    }

    @Test
    void forecastSaysWhenTheBudgetEndsOnlyWhenItDoes() {
        assertThat(Forecast.of(1, 10.0, 100L, 20, 2)).isEqualTo(new Forecast(1, 10.0, 5.0, 40L, null));
        assertThat(Forecast.of(1, 2.0, 100L, 20, 2)).isEqualTo(new Forecast(1, 2.0, 5.0, 40L, 10L));
        assertThat(Forecast.of(0, null, null, 0, 0)).isEqualTo(new Forecast(0, null, null, null, null));
    }
}
