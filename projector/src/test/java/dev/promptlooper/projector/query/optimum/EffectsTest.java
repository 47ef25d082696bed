package dev.promptlooper.projector.query.optimum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.promptlooper.projector.query.optimum.Effects.Importance;
import dev.promptlooper.projector.query.optimum.Effects.Sums;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToIntFunction;

class EffectsTest {

    /// A candidate of a 2 × 25 × 4 design.
    private record Point(int a, int b, int c, double score) {}

    private static Sums sums(@Nullable String level, List<Point> points) {
        double mean = points.stream().mapToDouble(Point::score).average().orElse(0);
        double variance = points.stream().mapToDouble(p -> (p.score - mean) * (p.score - mean)).average().orElse(0);
        return new Sums(level, points.size(), mean, 0, 0, 1, points.size(), mean, variance);
    }

    private static List<Sums> levels(List<Point> points, ToIntFunction<Point> factor) {
        Map<Integer, List<Point>> groups = new LinkedHashMap<>();
        points.forEach(point -> groups.computeIfAbsent(factor.applyAsInt(point), key -> new ArrayList<>()).add(point));
        return groups.entrySet().stream().map(group -> sums(String.valueOf(group.getKey()), group.getValue())).toList();
    }

    private static Importance importance(List<Point> points) {
        Map<String, List<Sums>> levels = new LinkedHashMap<>();
        levels.put("a", levels(points, Point::a));
        levels.put("b", levels(points, Point::b));
        levels.put("c", levels(points, Point::c));
        return Effects.importance(sums(null, points), levels);
    }

    private static List<Point> design(Random random, double effect, double noise) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int a = i % 2;
            points.add(new Point(a, i / 2 % 25, i / 50, effect * a + noise * random.nextGaussian()));
        }
        return points;
    }

    @Test
    void importanceFindsTheFactorThatActs() {
        // When the whole variance comes from a
        Importance importance = importance(design(new Random(1), 1, 0));
        // Then
        assertThat(importance.hidden()).isNull();
        assertThat(importance.items()).isNotNull();
        assertThat(importance.items().getFirst().factor()).isEqualTo("a");
        assertThat(importance.items().getFirst().share()).isCloseTo(1, within(1e-9));
        assertThat(importance.rest()).isCloseTo(0, within(1e-9));
    }

    @Test
    void manyLevelsOfAFactorThatDoesNothingGetNoImportance() {
        double share = 0;
        for (int seed = 0; seed < 50; seed++) {
            Importance importance = importance(design(new Random(seed), 0, 1));
            assertThat(importance.items()).isNotNull();
            share += importance.items()
                    .stream()
                    .filter(item -> item.factor().equals("b"))
                    .findFirst()
                    .orElseThrow()
                    .share();
        }
        // η² would be 24/199 = 0.12
        assertThat(share / 50).isLessThan(0.04);
    }

    @Test
    void importanceIsHiddenWithTheReason() {
        assertThat(importance(design(new Random(1), 1, 0).subList(0, 29)).hidden()).contains("at least 30");
        assertThat(importance(design(new Random(1), 0, 0)).hidden()).contains("same score");
    }

    @Test
    void binsOfALogarithmicAxisAreEqualInTheLogarithm() {
        // Given
        FactorSpace.Bins bins = new FactorSpace.Bins(0.001, 1, true);
        // Then
        assertThat(bins.edge(1)).isCloseTo(0.001, within(1e-12));
        assertThat(bins.edge(13)).isCloseTo(1, within(1e-12));
        assertThat(bins.middle(1)).isCloseTo(0.001 * Math.pow(10, 0.125), within(1e-12));
    }
}
