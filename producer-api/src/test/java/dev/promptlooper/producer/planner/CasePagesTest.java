package dev.promptlooper.producer.planner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

class CasePagesTest {

    @Test
    void pagesAreReadOnceAndOldOnesAreDropped() {
        // Given
        List<Long> reads = new ArrayList<>();
        CasePages pages = new CasePages((dataset, version, from, count) -> {
            reads.add(from);
            return Simulation.someCases(dataset, version, from, (int) Math.min(count, 1_000 - from));
        }, 100_000);
        // When
        for (int round = 0; round < 2; round++) {
            for (long i = 0; i < 1_000; i++) {
                assertThat(Objects.requireNonNull(pages.find("d", 1, i)).index()).isEqualTo(i);
            }
        }
        // Then
        assertThat(reads.subList(0, 5)).containsExactly(0L, 200L, 400L, 600L, 800L);
        assertThat(reads).as("five pages do not fit, so the second round reads them again").hasSizeBetween(6, 10);
        assertThat(pages.find("d", 1, 999)).isNotNull();
    }

    @Test
    void indexBeyondTheDatasetIsNull() {
        // Given
        CasePages pages = new CasePages((dataset, version, from, count) -> List.of());
        // When / Then
        assertThat(pages.find("d", 1, 7)).isNull();
    }
}
