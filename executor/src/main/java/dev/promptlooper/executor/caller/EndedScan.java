package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.event.CallFailed;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.executor.caller.EndedCalls.Failure;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Finds what has ended since the first request that is not done: requests behind it may have their results already, since
/// offsets are committed in order and results are not. Who takes a partition over reads this before it calls anything.
///
/// It reads the youngest results only, as many as a predecessor can have brought about behind the first request that is not done
/// (its `readAhead`), and once more as many for what ended late: so memory and time are bounded however old that request is.
final class EndedScan {

    /// Clocks of different machines, and requests that were asked again under their old time.
    private static final long SLACK_MILLIS = Duration.ofMinutes(1).toMillis();

    private final KafkaSettings settings;
    private final long most;

    /// @param readAhead see [CallerSettings#readAhead()]
    EndedScan(KafkaSettings settings, int readAhead) {
        this.settings = settings;
        this.most = 2L * readAhead;
    }

    /// Blocks; for a thread of its own.
    ///
    /// @param partition of `call.requested`, `response` and `call.failed`, which are co-partitioned
    /// @param since     time of the first request that is not done, epoch milliseconds
    /// @param wanted    false = stop
    EndedCalls read(int partition, long since, BooleanSupplier wanted) {
        TopicPartition requests = new TopicPartition(Topic.CALL_REQUESTED.topicName(), partition);
        TopicPartition responses = new TopicPartition(Topic.RESPONSE.topicName(), partition);
        TopicPartition failures = new TopicPartition(Topic.CALL_FAILED.topicName(), partition);
        Map<String, Long> answered = new HashMap<>();
        Map<String, Failure> failed = new HashMap<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings.consumerWithoutGroup())) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(requests, responses, failures));
            read(consumer, responses, since, ends.getOrDefault(responses, 0L), wanted, record -> {
                if (record.value() == null) {
                    answered.remove(record.key());
                } else {
                    answered.put(record.key(), record.timestamp());
                }
            });
            read(consumer, failures, since, ends.getOrDefault(failures, 0L), wanted, record -> {
                Failure failure = failure(record);
                if (failure != null) {
                    failed.put(record.key(), failure);
                }
            });
            return new EndedCalls(answered, failed, ends.getOrDefault(requests, 0L));
        }
    }

    private void read(KafkaConsumer<String, byte[]> consumer, TopicPartition partition, long since, long end,
            BooleanSupplier wanted, Consumer<ConsumerRecord<String, byte[]>> reader) {
        consumer.assign(List.of(partition));
        OffsetAndTimestamp start = consumer.offsetsForTimes(Map.of(partition, Math.max(0, since - SLACK_MILLIS)))
                .get(partition);
        if (start == null) {
            return; // nothing as young as that
        }
        consumer.seek(partition, Math.max(start.offset(), end - most));
        while (wanted.getAsBoolean() && consumer.position(partition) < end) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                if (record.key() != null) {
                    reader.accept(record);
                }
            }
        }
    }

    private static @Nullable Failure failure(ConsumerRecord<String, byte[]> record) {
        try {
            CallFailed failure = Topic.CALL_FAILED.serde().deserialize(record.topic(), record.value());
            return failure == null || failure.offset() == null
                    ? null
                    : new Failure(failure.offset(), failure.failedAt());
        } catch (SerializationException _) {
            return null; // the router makes a dead letter of it
        }
    }
}
