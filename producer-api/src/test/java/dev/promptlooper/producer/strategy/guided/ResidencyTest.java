package dev.promptlooper.producer.strategy.guided;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promptlooper.producer.space.Seeded;
import dev.promptlooper.producer.strategy.guided.Residency.Place;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class ResidencyTest {

    @Test
    void residencyHoldsWhatAListOfLastUsesWouldHoldAndNeverMoreThanItsBudget() {
        for (int seed = 0; seed < 50; seed++) {
            // Given
            Seeded random = new Seeded(seed);
            long budget = random.below(120);
            Residency residency = new Residency(budget);
            List<Place> places = Stream.generate(Place::new).limit(1 + random.below(12)).toList();
            Map<Place, float[]> expected = new LinkedHashMap<>();

            for (int i = 0; i < 400; i++) {
                // When
                Place place = places.get((int) random.below(places.size()));
                switch ((int) random.below(3)) {
                    case 0 -> {
                        float[] cells = new float[(int) random.below(40)];
                        residency.hold(place, cells);
                        expected.remove(place);
                        if (cells.length <= budget) {
                            expected.put(place, cells);
                            letGo(expected, budget);
                        }
                    }
                    case 1 -> {
                        float[] used = residency.use(place);
                        assertThat(used).isSameAs(expected.get(place));
                        if (used != null) {
                            expected.remove(place);
                            expected.put(place, used);
                        }
                    }
                    default -> assertThat(residency.look(place)).isSameAs(expected.get(place));
                }

                // Then
                assertThat(residency.held()).isEqualTo(total(expected)).isLessThanOrEqualTo(budget);
                for (Place each : places) {
                    assertThat(residency.look(each)).isSameAs(expected.get(each));
                }
                assertThat(residency.hasRoom((int) (budget - residency.held()))).isTrue();
                assertThat(residency.hasRoom((int) (budget - residency.held()) + 1)).isFalse();
            }
        }
    }

    @Test
    void negativeBudgetIsRefused() {
        assertThatThrownBy(() -> new Residency(-1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    private static void letGo(Map<Place, float[]> expected, long budget) {
        List<Place> oldest = new ArrayList<>(expected.keySet());
        while (total(expected) > budget) {
            expected.remove(oldest.removeFirst());
        }
    }

    private static long total(Map<Place, float[]> held) {
        return held.values().stream().mapToLong(cells -> cells.length).sum();
    }
}
