package dev.promptlooper.projector.projection;

import static dev.promptlooper.projector.Samples.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.event.SweepEvent.Kind;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.projector.Samples;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

class BatchTest {

    private static <T> ConsumerRecord<String, byte[]> record(Topic<T> topic, long offset, String key, T value) {
        return new ConsumerRecord<>(topic.topicName(), 0, offset, key, topic.serde().serialize("", value));
    }

    @Test
    void newestRecordOfAKeyWins() {
        // When
        Batch batch = Batch.of(List.of(record(Topic.CANDIDATE_STATS, 1, "s/0", Samples.stats("s", 0, 1, 0.1)),
                record(Topic.CANDIDATE_STATS, 2, "s/1", Samples.stats("s", 1, 1, 0.1)),
                record(Topic.CANDIDATE_STATS, 3, "s/0", Samples.stats("s", 0, 2, 0.2))));
        // Then
        assertThat(batch.candidates()).extracting(stats -> stats.candidate().index() + ":" + stats.runs())
                .containsExactly("0:2", "1:1");
    }

    @Test
    void poisonIsSetAsideWithItsReason() {
        // When
        Batch batch = Batch.of(List.of(
                new ConsumerRecord<>(Topic.RUN_SCORED.topicName(), 1, 5, "k", "{".getBytes(StandardCharsets.UTF_8)),
                new ConsumerRecord<>(Topic.RUN_SCORED.topicName(), 1, 6, "k",
                        "{\"schema\":2}".getBytes(StandardCharsets.UTF_8)),
                new ConsumerRecord<>("elsewhere", 1, 7, "k", "{}".getBytes(StandardCharsets.UTF_8))));
        // Then
        assertThat(batch.poison()).hasSize(3).allSatisfy(poison -> assertThat(poison.message()).isNotBlank());
        assertThat(Poison.identity(batch.poison().getFirst().toDeadLetter()))
                .isEqualTo("promptlooper-projector promptlooper.run.scored.v1-1@5");
    }

    @Test
    void restOfASweepBeginsWithTheFirstRestfulEvent() {
        // When
        SweepState state = SweepState.of(event("s", 1, Kind.LAUNCHED, SweepStatus.RUNNING, 0))
                .then(event("s", 2, Kind.BUDGET_EXHAUSTED, SweepStatus.BUDGET_EXHAUSTED, 5))
                .then(event("s", 3, Kind.PROGRESS, SweepStatus.BUDGET_EXHAUSTED, 6));
        // Then
        assertThat(state.restSince()).isEqualTo(Samples.NOON + 2_000);
        assertThat(state.restFromStart()).isFalse();
        assertThat(state.message()).isEqualTo("budget_exhausted");
        assertThat(state.launchedAt()).isEqualTo(Samples.NOON + 1_000);
        SweepState again = state.then(event("s", 4, Kind.BUDGET_CHANGED, SweepStatus.RUNNING, 6));
        assertThat(again.restSince()).isNull();
    }

    @Test
    void archiveChangesNeitherTheEndNorItsMessage() {
        // When
        SweepState ended = SweepState.of(event("s", 7, Kind.COMPLETED, SweepStatus.COMPLETED, 5));
        SweepState archived = ended.then(event("s", 8, Kind.ARCHIVED, SweepStatus.COMPLETED, 5));
        SweepState later = archived.then(event("s", 9, Kind.COMMAND_REJECTED, SweepStatus.COMPLETED, 5));
        // Then
        assertThat(ended.archived()).isNull();
        assertThat(archived.archived()).isTrue();
        assertThat(archived.message()).isEqualTo("completed");
        assertThat(archived.restSince()).isEqualTo(Samples.NOON + 7_000);
        assertThat(later.archived()).isTrue();
        assertThat(later.then(event("s", 10, Kind.UNARCHIVED, SweepStatus.COMPLETED, 5)).archived()).isFalse();
    }

    @Test
    void marksOfSeveralEventsAddUp() {
        // When
        Batch batch = Batch.of(List.of(
                record(Topic.SWEEP_EVENT, 1, "s", event("s", 1, Kind.PRUNED, SweepStatus.RUNNING, 0, List.of(1L, 2L))),
                record(Topic.SWEEP_EVENT, 2, "s", event("s", 2, Kind.PINNED, SweepStatus.RUNNING, 0, List.of(2L))),
                record(Topic.SWEEP_EVENT, 3, "s", event("s", 3, Kind.UNPRUNED, SweepStatus.RUNNING, 0, List.of(1L)))));
        // Then
        assertThat(batch.marks()).containsExactly(new CandidateMark("s", 1, false, null),
                new CandidateMark("s", 2, true, true));
    }
}
