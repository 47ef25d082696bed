package dev.promptlooper.producer.space;

import static dev.promptlooper.producer.space.Sweeps.sweep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

class SampledCandidatesTest {

    private static Sweeps everyKind() {
        return sweep("s").models("local/a", "other/b")
                .param("temperature", Map.of("float", List.of(0, 2)))
                .param("penalty", Map.of("log", List.of(0.0001, 1)))
                .param("max_tokens", Map.of("int", List.of(1, 1000)))
                .param("mode", List.of("plain", "think"))
                .param("effort", Map.of("values", List.of("low", "high"), "when", Map.of("mode", List.of("think"))));
    }

    @Test
    void seedDecidesTheSample() {
        // When
        List<Point> once = points(SampledCandidates.draw(everyKind().build(), 50, 7));
        List<Point> again = points(SampledCandidates.draw(everyKind().build(), 50, 7));
        List<Point> other = points(SampledCandidates.draw(everyKind().build(), 50, 8));
        // Then
        assertThat(once).hasSize(50).doesNotHaveDuplicates().isEqualTo(again).isNotEqualTo(other);
    }

    @Test
    void everyAxisIsSampledInItsOwnMeasure() {
        // When
        List<Point> points = points(SampledCandidates.draw(everyKind().build(), 2_000, 3));
        // Then
        assertThat(share(points, point -> number(point, "temperature") < 1)).isBetween(0.45, 0.55);
        assertThat(share(points, point -> number(point, "penalty") < 0.01)).as("half of the decades")
                .isBetween(0.45, 0.55);
        assertThat(share(points, point -> number(point, "max_tokens") <= 500)).isBetween(0.45, 0.55);
        assertThat(share(points, point -> point.model() == 0)).isBetween(0.45, 0.55);
        assertThat(points).allMatch(
                point -> point.params().containsKey("effort") == "think".equals(point.params().get("mode")));
    }

    @Test
    void sampleOfASmallSpaceIsAllOfIt() {
        // Given
        var definition = sweep("s").param("a", List.of(1, 2, 3))
                .param("b", List.of(1, 2))
                .exclude(Map.of("a", 1, "b", 1))
                .build();
        // When / Then
        assertThat(points(SampledCandidates.draw(definition, 100, 1))).hasSize(5).doesNotHaveDuplicates();
        assertThat(points(SampledCandidates.draw(definition, 4, 1))).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void candidatesAreInLaneOrder() {
        // When
        SampledCandidates candidates = SampledCandidates.draw(everyKind().build(), 50, 7);
        // Then
        assertThat(points(candidates).stream().map(Point::model)).isSorted();
        assertThat(candidates.blocks()).hasSize(2);
        assertThat(candidates.blocks().getLast().to()).isEqualTo(50);
    }

    @Test
    void exclusionsAreRespectedAndImpossibleDemandsEnd() {
        // Given
        var definition = everyKind().exclude(Map.of("model", List.of("local/a", "other/b"))).build();
        // When / Then
        assertThat(SampledCandidates.draw(definition, 10, 1).end()).isZero();
        assertThatThrownBy(() -> SampledCandidates.draw(definition, 0, 1)).hasMessageContaining("strategy.samples");
    }

    private static double share(List<Point> points, java.util.function.Predicate<Point> test) {
        return (double) points.stream().filter(test).count() / points.size();
    }

    private static double number(Point point, String name) {
        return ((Number) Objects.requireNonNull(point.params().get(name))).doubleValue();
    }

    private static List<Point> points(Candidates candidates) {
        List<Point> points = new ArrayList<>();
        for (long i = 0; i < candidates.end(); i++) {
            points.add(candidates.at(i));
        }
        return points;
    }
}
