package dev.promptlooper.producer.strategy.halving;

import static dev.promptlooper.producer.space.Sweeps.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Seeded;
import dev.promptlooper.producer.space.Sweeps;
import dev.promptlooper.producer.strategy.Drive;
import dev.promptlooper.producer.strategy.StrategyFactory;
import dev.promptlooper.producer.strategy.StrategyRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// What holds for every sweep under halving and ASHA, whatever is steered and in whatever order results come.
class HalvingPropertiesTest {

    private static final int SWEEPS = 60;

    @ParameterizedTest
    @ValueSource(strings = {"halving", "asha"})
    void searchRestartedBeforeEveryEventEqualsTheUninterruptedOne(String type) {
        for (long seed = 0; seed < SWEEPS; seed++) {
            // Given
            SweepDefinition definition = someSweep(type, seed);
            // When
            Drive steady = steered(new Drive(definition, factory(type), world(seed), false, seed), seed);
            Drive restarted = steered(new Drive(definition, factory(type), world(seed), true, seed), seed);
            // Then
            assertThat(restarted.log).as("seed " + seed).isEqualTo(steady.log).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"halving", "asha"})
    void searchWithoutBudgetEndsWithACompleteWinnerOrABetterPart(String type) {
        for (long seed = 0; seed < SWEEPS; seed++) {
            // Given
            SweepDefinition definition = unlimited(type, seed).build();
            // When
            Drive drive = new Drive(definition, factory(type), world(seed), false, seed).run();
            // Then
            assertThat(drive.isExhausted()).as("seed " + seed).isTrue();
            long most = candidates(drive).mapToLong(drive::askedOf).max().orElseThrow();
            assertThat(most).isPositive().isLessThanOrEqualTo(definition.dataset().size() * definition.repeats());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"halving", "asha"})
    void candidateThatIsBestOnEveryCaseIsNeverLeftBehind(String type) {
        for (long seed = 0; seed < SWEEPS; seed++) {
            // Given
            long best = new Seeded(seed).below(6);
            SweepDefinition definition = unlimited(type, seed).build();
            // When
            Drive drive = new Drive(definition, factory(type),
                    (candidate, caseIndex, repeat) -> candidate == best ? 1.0 : 0.1 * (candidate % 3), false, seed)
                    .run();
            // Then
            long most = candidates(drive).mapToLong(drive::askedOf).max().orElseThrow();
            assertThat(drive.askedOf(best)).as("seed " + seed).isEqualTo(most);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"halving", "asha"})
    void searchComesToItsEndWhenEverythingFailsOrIsUnscored(String type) {
        for (Double value : new Double[]{null, Double.NaN, 0.5}) {
            // Given
            SweepDefinition definition = unlimited(type, 3).build();
            // When
            Drive drive = new Drive(definition, factory(type), (candidate, caseIndex, repeat) -> value, false, 3).run();
            // Then
            assertThat(drive.isExhausted()).as("every run is " + value).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"halving", "asha"})
    void oneCandidateAndOneCaseAreASearch(String type) {
        // Given
        SweepDefinition definition = sweep("s").cases(1).strategy(new Strategy(type, Map.of())).build();
        // When
        Drive drive = new Drive(definition, factory(type), (candidate, caseIndex, repeat) -> 1.0, false, 1).run();
        // Then
        assertThat(drive.asked()).containsExactly(new Drive.Asked(0, 0, 0));
        assertThat(drive.isExhausted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"halving", "asha"})
    void allCandidatesWalkTheSameShuffledOrderOfCases(String type) {
        // Given
        SweepDefinition definition = unlimited(type, 5).cases(40).repeats(1).build();
        // When
        Drive drive = new Drive(definition, factory(type), world(5), false, 5).run();
        // Then
        List<List<Long>> walks = candidates(drive)
                .map(candidate -> drive.asked()
                        .stream()
                        .filter(run -> run.candidate() == candidate)
                        .map(Drive.Asked::caseIndex)
                        .toList())
                .toList();
        List<Long> longest = walks.stream().max(java.util.Comparator.comparingInt(List::size)).orElseThrow();
        assertThat(walks).allSatisfy(walk -> assertThat(longest).startsWith(walk.toArray(Long[]::new)));
        assertThat(longest).isNotEqualTo(longest.stream().sorted().toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"halving", "asha"})
    void pinnedCandidateIsCompletedAndPrunedOneGetsNothingMore(String type) {
        for (long seed = 0; seed < SWEEPS; seed++) {
            // Given
            SweepDefinition definition = unlimited(type, seed).build();
            Drive drive = new Drive(definition, factory(type), world(seed), false, seed);
            drive.pin(1);
            drive.prune(2);
            // When
            drive.run();
            // Then
            assertThat(drive.askedOf(1)).isEqualTo(definition.dataset().size() * definition.repeats());
            assertThat(drive.askedOf(2)).isZero();
            assertThat(drive.isExhausted()).isTrue();
        }
    }

    private static Drive steered(Drive drive, long seed) {
        Seeded random = new Seeded(seed * 31 + 7);
        for (int i = 0; i < 6; i++) {
            drive.run((int) random.below(25));
            long candidate = random.below(6);
            switch ((int) random.below(4)) {
                case 0 -> drive.prune(candidate);
                case 1 -> drive.unprune(candidate);
                case 2 -> drive.pin(candidate);
                default -> drive.unpin(candidate);
            }
        }
        return drive.run();
    }

    private static java.util.stream.Stream<Long> candidates(Drive drive) {
        return LongStream.range(0, drive.strategy().candidates().end()).boxed();
    }

    private static StrategyFactory factory(String type) {
        return StrategyRegistry.standard().find(new Strategy(type, Map.of()));
    }

    private static SweepDefinition someSweep(String type, long seed) {
        Sweeps sweep = unlimited(type, seed);
        long calls = new Seeded(seed + 1).below(200);
        return calls < 20 ? sweep.build() : sweep.budget(new Budget(null, null, calls, null)).build();
    }

    /// Six to 24 candidates at one to three endpoints.
    private static Sweeps unlimited(String type, long seed) {
        Seeded random = new Seeded(seed);
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("seed", seed);
        if (random.below(2) == 0) {
            params.put("eta", 2 + random.below(3));
        }
        if (random.below(2) == 0) {
            params.put("min-cases", 1 + random.below(6));
        }
        String[] models = {"local/a", "local/b", "other/c", "third/d"};
        return sweep("s").strategy(new Strategy(type, params))
                .models(java.util.Arrays.copyOf(models, 1 + (int) random.below(models.length)))
                .param("temperature", List.of(0, 0.2, 0.4, 0.6, 0.8, 1))
                .cases(1 + random.below(30))
                .repeats(1 + (int) random.below(2));
    }

    /// Noisy scores, some missing, some failed; a candidate's quality grows with its index.
    private static Drive.World world(long seed) {
        return (candidate, caseIndex, repeat) -> {
            Seeded noise = new Seeded(seed ^ (candidate * 1_000_003 + caseIndex * 101 + repeat));
            long kind = noise.below(20);
            return kind == 0 ? null : kind == 1 ? Double.NaN : noise.nextDouble() < candidate / 24.0 ? 1.0 : 0.0;
        };
    }
}
