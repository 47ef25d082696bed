package dev.promptlooper.contracts.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.promptlooper.contracts.testkit.ExampleRecords;
import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Map;

class TopicTest {

    @Test
    void namesAreUniqueAndVersioned() {
        assertThat(Topic.ALL).extracting(Topic::topicName)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("promptlooper\\.[a-z.-]+\\.v1"));
        assertThat(new HashSet<>(Topic.ALL)).containsAll(Topic.CO_PARTITIONED);
    }

    @Test
    void largestRecordFitsEverywhere() {
        for (Topic<?> topic : Topic.ALL) {
            assertThat(topic.config(Limits.DEFAULT)).containsEntry("max.message.bytes",
                    String.valueOf(Limits.DEFAULT.recordBytes()));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(1 << 20, 1 << 20, 1, 1, 1))
                .withMessageContaining("raise");
    }

    @Test
    void whatTheProjectionIsRebuiltFromIsKeptForEver() {
        for (Topic<?> topic : java.util.List.of(Topic.SWEEP_EVENT, Topic.RUN_SCORED, Topic.SWEEP_COMMAND)) {
            assertThat(topic.config(Limits.DEFAULT)).containsAllEntriesOf(
                    Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1"));
        }
        assertThat(Topic.RESPONSE.config(Limits.DEFAULT)).containsEntry("cleanup.policy", "compact");
    }

    @Test
    void identityOfARunIsNeverRandom() {
        assertThat(ExampleRecords.run().id()).isEqualTo("01JD8Z6V3W.3.16.0");
        assertThat(ExampleRecords.run().caseKey()).isEqualTo("01JD8Z6V3W/16");
        assertThat(ExampleRecords.run()).isEqualTo(ExampleRecords.run());
    }
}
