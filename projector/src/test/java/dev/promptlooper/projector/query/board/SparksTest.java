package dev.promptlooper.projector.query.board;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.stream.DoubleStream;

class SparksTest {

    @Test
    void fewValuesAreAllShown() {
        assertThat(Sparks.runningMean(new double[]{1, 0, 1}, 24)).containsExactly(1.0, 0.5, 2.0 / 3);
        assertThat(Sparks.runningMean(new double[0], 24)).isEmpty();
    }

    @Test
    void manyValuesEndWithTheMeanOfAll() {
        for (int n : new int[]{24, 25, 47, 48, 1_000, 1_999}) {
            double[] values = DoubleStream.iterate(0, x -> x + 1).limit(n).toArray();
            assertThat(Sparks.runningMean(values, 24)).hasSize(24).last().isEqualTo((n - 1) / 2.0);
        }
    }
}
