package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Finds what was answered since the first request that is not done: requests behind it may have their answers already, since
/// offsets are committed in order and results are not. Who takes a partition over reads this before it calls anything.
final class AnsweredScan {

    /// Clocks of different machines, and requests that were asked again under their old time.
    private static final long SLACK_MILLIS = Duration.ofMinutes(1).toMillis();

    private final KafkaSettings settings;

    AnsweredScan(KafkaSettings settings) {
        this.settings = settings;
    }

    /// Blocks; for a thread of its own.
    ///
    /// @param partition of `call.requested` and `response`, which are co-partitioned
    /// @param since     time of the first request that is not done, epoch milliseconds
    /// @param wanted    false = stop
    /// @return hash → `answeredAt`
    Map<String, Long> read(int partition, long since, BooleanSupplier wanted) {
        TopicPartition responses = new TopicPartition(Topic.RESPONSE.topicName(), partition);
        Map<String, Long> answered = new HashMap<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings.consumerWithoutGroup())) {
            consumer.assign(List.of(responses));
            OffsetAndTimestamp start = consumer
                    .offsetsForTimes(Map.of(responses, Math.max(0, since - SLACK_MILLIS)))
                    .get(responses);
            if (start == null) {
                return answered; // nothing as young as that
            }
            long end = consumer.endOffsets(List.of(responses)).getOrDefault(responses, 0L);
            consumer.seek(responses, start.offset());
            while (wanted.getAsBoolean() && consumer.position(responses) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.value() == null) {
                        answered.remove(record.key());
                    } else if (record.key() != null) {
                        answered.put(record.key(), record.timestamp());
                    }
                }
            }
        }
        return answered;
    }
}
