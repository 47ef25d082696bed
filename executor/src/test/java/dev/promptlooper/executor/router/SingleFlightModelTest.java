package dev.promptlooper.executor.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.event.AnswerSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Single flight against a model of the world around it: any interleaving of requests, duplicates, answers, failures, lease
/// expiry and crashes.
class SingleFlightModelTest {

    private static final int WORLDS = 400;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyWaiterIsCompletedAndEveryAnswerIsPaidOnce(long seed) {
        Random seeds = new Random(seed);
        for (int i = 0; i < WORLDS; i++) {
            long worldSeed = seeds.nextLong();
            // Given
            SingleFlightWorld world = new SingleFlightWorld(new Random(worldSeed), false, true);
            // When
            world.live(150);
            world.settle();
            // Then
            assertThat(world.unfinished()).as("lost runs, seed %d", worldSeed).isEmpty();
            // Not that each has one: after a crash the payer can be a run that consumers know as failed already.
            assertThat(payers(world, new HashSet<>()).values()).as("payers per answer, seed %d", worldSeed)
                    .allMatch(n -> n == 1);
            assertThat(world.leftovers()).as("flights that stay, seed %d", worldSeed).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void withoutFailuresEveryHashIsCalledOnceWhateverCrashes(long seed) {
        Random seeds = new Random(seed);
        for (int i = 0; i < WORLDS; i++) {
            long worldSeed = seeds.nextLong();
            // Given
            SingleFlightWorld world = new SingleFlightWorld(new Random(worldSeed), true, false);
            // When
            world.live(150);
            world.settle();
            // Then
            assertThat(world.unfinished()).as("lost runs, seed %d", worldSeed).isEmpty();
            assertThat(world.callsByHash().values()).as("calls per hash, seed %d", worldSeed).allMatch(n -> n == 1);
            assertPayers(world, worldSeed);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void everyAnswerIsPaidByOneRunAlsoWhenSomeWantYoungerOnes(long seed) {
        Random seeds = new Random(seed);
        for (int i = 0; i < WORLDS; i++) {
            long worldSeed = seeds.nextLong();
            // Given
            SingleFlightWorld world = new SingleFlightWorld(new Random(worldSeed), true, true);
            // When
            world.live(150);
            world.settle();
            // Then
            assertThat(world.unfinished()).as("lost runs, seed %d", worldSeed).isEmpty();
            assertPayers(world, worldSeed);
        }
    }

    private static void assertPayers(SingleFlightWorld world, long seed) {
        Set<String> joinedAnswers = new HashSet<>();
        Map<String, Integer> payers = payers(world, joinedAnswers);
        assertThat(payers.values()).as("payers per answer, seed %d", seed).allMatch(n -> n == 1);
        assertThat(payers.keySet()).as("joined answers have a payer, seed %d", seed).containsAll(joinedAnswers);
    }

    /// Consumers keep the first completion of a run: by that, who pays for which answer.
    private static Map<String, Integer> payers(SingleFlightWorld world, Set<String> joinedAnswers) {
        Map<String, Integer> payers = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (SingleFlightWorld.Completion done : world.completions()) {
            if (!seen.add(done.runId()) || done.source() == null) {
                continue;
            }
            String answer = done.hash() + "@" + done.answeredAt();
            if (done.source() == AnswerSource.CALL) {
                payers.merge(answer, 1, Integer::sum);
            } else if (done.source() == AnswerSource.JOINED) {
                joinedAnswers.add(answer);
            }
        }
        return payers;
    }
}
