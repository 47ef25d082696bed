package dev.promptlooper.producer.strategy.halving;

import static dev.promptlooper.producer.space.Sweeps.sweep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.SpaceException;
import dev.promptlooper.producer.strategy.Drive;
import dev.promptlooper.producer.strategy.SearchVerdict;
import dev.promptlooper.producer.strategy.StrategyRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

class HalvingFactoryTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"eta|1|from 2 to 100", "eta|2.5|whole number", "min-cases|0|1 to",
        "samples|1000000|1 to 100000", "seed|x|whole number", "etta|2|it takes [eta, min-cases, samples, seed]"})
    void parameterThatMakesNoSenseIsRefusedWithWhatToWrite(String name, String value, String advice) {
        Object parsed = value.matches("[0-9.]+") ? (Object) Double.valueOf(value) : value;
        for (String type : List.of("halving", "asha")) {
            SweepDefinition definition = sweep("s").strategy(new Strategy(type, Map.of(name, parsed))).build();
            assertThatExceptionOfType(SpaceException.class)
                    .isThrownBy(() -> StrategyRegistry.standard().find(definition.strategy()).candidates(definition))
                    .withMessageContaining("strategy." + name)
                    .withMessageContaining(advice);
        }
    }

    @Test
    void gridWithMoreCandidatesThanCanBeComparedAsksForASample() {
        // Given
        SweepDefinition definition = sweep("s").param("a", Map.of("int", List.of(1, 1_000), "step", 1))
                .param("b", Map.of("int", List.of(1, 1_000), "step", 1))
                .strategy(new Strategy("halving", Map.of()))
                .build();
        // Then
        assertThatExceptionOfType(SpaceException.class)
                .isThrownBy(() -> HalvingFactory.halving().candidates(definition))
                .withMessageContaining("1000000")
                .withMessageContaining("samples: 1000");
    }

    @Test
    void samplesAreDrawnFromASpaceThatNoGridCouldList() {
        // Given
        SweepDefinition definition = sweep("s").param("top_p", Map.of("float", List.of(0.1, 1)))
                .strategy(new Strategy("asha", Map.of("samples", 40, "seed", 3)))
                .build();
        // Then
        assertThat(HalvingFactory.asha().candidates(definition).count()).hasValue(40);
    }

    @Test
    void verdictNamesTheBestOfThoseThatClimbedHighestAndWhatWasDroppedOnTheWay() {
        // Given
        SweepDefinition definition = sweep("s").param("temperature", List.of(0, 1, 2, 3, 4, 5, 6, 7))
                .cases(100)
                .strategy(new Strategy("halving", Map.of()))
                .build();
        // When
        Drive drive = new Drive(definition, HalvingFactory.halving(), (candidate, caseIndex, repeat) -> candidate / 8.0,
                false, 1).run();
        // Then
        SearchVerdict verdict = drive.strategy().verdict(drive).orElseThrow();
        assertThat(verdict.recommended()).isEqualTo(7);
        assertThat(verdict.confidence()).isNull();
        assertThat(verdict.dropped().count()).isEqualTo(7);
        assertThat(verdict.top()).extracting(standing -> standing.candidate()).startsWith(7L);
        assertThat(drive.pruned()).hasSize(7).doesNotContain(7L);
        assertThat(drive.askedOf(7)).isEqualTo(100);
        assertThat(drive.log).contains("drop 0: not among the best 4 of 8 candidates after 10 runs each");
    }

    @Test
    void minimizedObjectiveIsRankedUpsideDown() {
        // Given
        SweepDefinition definition = sweep("s").param("temperature", List.of(0, 1, 2, 3))
                .cases(20)
                .strategy(new Strategy("asha", Map.of("min-cases", 2)))
                .build();
        SweepDefinition minimizing = new SweepDefinition(definition.schema(), definition.sweepId(), definition.name(),
                null, 0, definition.prompts(), definition.models(), definition.params(), definition.exclude(),
                definition.dataset(), definition.scorers(),
                new dev.promptlooper.contracts.sweep.Objective(null, "equals", null, null), definition.strategy(), 1,
                definition.budget(), null, 50, definition.cache());
        // When
        Drive drive = new Drive(minimizing, HalvingFactory.asha(), (candidate, caseIndex, repeat) -> (double) candidate,
                false, 1).run();
        // Then
        SearchVerdict verdict = drive.strategy().verdict(drive).orElseThrow();
        assertThat(verdict.recommended()).isZero();
        assertThat(verdict.top().getFirst().mean()).isZero();
    }
}
