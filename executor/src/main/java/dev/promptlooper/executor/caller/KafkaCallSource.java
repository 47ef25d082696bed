package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.event.CallRequested;
import dev.promptlooper.contracts.kafka.DeadLetters;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.executor.limits.Share;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// Requests from the consumer group. Offsets are committed up to the first request that is not done; after a crash at most what
/// lies behind it comes again, and of that only what has not ended yet is delivered (see [EndedScan]).
final class KafkaCallSource implements CallSource, ConsumerRebalanceListener {

    static final String GROUP = "promptlooper-caller";

    private static final Logger LOG = LoggerFactory.getLogger(KafkaCallSource.class);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);
    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(20).toNanos();

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> deadLetters;
    private final EndedScan scan;
    private final Consumer<Share> onShare;
    private final CallerSettings settings;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Map<TopicPartition, AssignedPartition> assigned = new HashMap<>();
    private volatile int partitions;
    /// Of the topic; never changes.
    private int total;
    private boolean closing;
    private long committedAt;

    /// @param onShare told this process's share of the limits whenever partitions come or go
    KafkaCallSource(KafkaSettings kafka, CallerSettings settings, Producer<byte[], byte[]> deadLetters,
            Consumer<Share> onShare, InstantSource clock, LongSupplier nanoTime) {
        Map<String, Object> config = kafka.consumer(GROUP);
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        this.consumer = new KafkaConsumer<>(config);
        this.deadLetters = deadLetters;
        this.scan = new EndedScan(kafka, settings.readAhead());
        this.onShare = onShare;
        this.settings = settings;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.committedAt = nanoTime.getAsLong();
        consumer.subscribe(List.of(Topic.CALL_REQUESTED.topicName()), this);
    }

    @Override
    public List<Delivery> poll(Duration wait, boolean accept) {
        List<Delivery> deliveries = new ArrayList<>();
        try {
            pause(accept);
            consumer.poll(wait).forEach(this::take);
        } catch (WakeupException _) {
            return deliveries;
        }
        assigned.values().forEach(partition -> partition.release(deliveries));
        if (nanoTime.getAsLong() - committedAt >= settings.commitInterval().toNanos()) {
            committedAt = nanoTime.getAsLong();
            commit();
        }
        return deliveries;
    }

    @Override
    public int partitions() {
        return partitions;
    }

    @Override
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        closing = true;
        try {
            commitAndForget(List.copyOf(assigned.keySet()));
        } finally {
            consumer.close();
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
        added.forEach(partition -> assigned.put(partition,
                new AssignedPartition(partition.partition(), scan, settings.readAhead())));
        reassigned(Set.of());
        LOG.info("calling for partitions {}", assigned.keySet().stream().map(TopicPartition::partition).toList());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        List<AssignedPartition> leaving = revoked.stream().filter(assigned::containsKey).map(assigned::get).toList();
        leaving.forEach(partition -> partition.ledger().revoke());
        reassigned(revoked); // before the wait: what starts meanwhile has the smaller limits
        long deadline = nanoTime.getAsLong() + settings.drain().toNanos();
        while (!closing && nanoTime.getAsLong() < deadline
                && leaving.stream().anyMatch(partition -> partition.ledger().working() > 0)) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        commitAndForget(revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        lost.stream().filter(assigned::containsKey).map(assigned::get).forEach(p -> p.ledger().revoke());
        assigned.keySet().removeAll(lost);
        reassigned(Set.of());
    }

    /// @param leaving of those that are assigned still
    private void reassigned(Collection<TopicPartition> leaving) {
        partitions = assigned.size();
        if (total == 0 && partitions > 0) {
            total = consumer.partitionsFor(Topic.CALL_REQUESTED.topicName()).size();
        }
        onShare.accept(new Share(assigned.keySet()
                .stream()
                .filter(partition -> !leaving.contains(partition))
                .map(TopicPartition::partition)
                .collect(Collectors.toSet()), total));
    }

    private void pause(boolean accept) {
        List<TopicPartition> stop = new ArrayList<>();
        List<TopicPartition> go = new ArrayList<>();
        assigned.forEach((topicPartition, partition) -> (accept && partition.isReady() ? go : stop)
                .add(topicPartition));
        consumer.pause(stop);
        consumer.resume(go);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        AssignedPartition partition = assigned.get(new TopicPartition(record.topic(), record.partition()));
        if (partition == null) {
            return; // revoked inside this poll
        }
        OffsetLedger.Entry entry = partition.ledger().add(record.offset());
        try {
            CallRequested call = Topic.CALL_REQUESTED.serde().deserialize(record.topic(), record.value());
            if (call == null || record.key() == null
                    || !new String(record.key(), StandardCharsets.UTF_8).equals(call.configHash())) {
                throw new SerializationException("the key is not the config hash of the value");
            }
            partition.hold(new LedgeredDelivery(call, record.offset(), entry), record.timestamp());
        } catch (SerializationException | IllegalArgumentException e) {
            LOG.warn("dead letter from {}-{}@{}: {}", record.topic(), record.partition(), record.offset(),
                    e.getMessage());
            deadLetters.send(DeadLetters.record(GROUP, record.topic(), record.partition(), record.offset(),
                    record.key(), record.value(), "undecodable", String.valueOf(e.getMessage()), clock.millis()),
                    (_, error) -> {
                        if (error == null) {
                            entry.done();
                        } else {
                            LOG.error("the dead letter could not be written, the record comes again", error);
                        }
                    });
        }
    }

    private void commit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = committable(assigned.keySet());
        if (!offsets.isEmpty()) {
            consumer.commitAsync(offsets, (done, error) -> {
                if (error == null) {
                    committed(done);
                } else {
                    LOG.debug("offsets not committed, tried again: {}", error.toString());
                }
            });
        }
    }

    private void commitAndForget(Collection<TopicPartition> leaving) {
        Map<TopicPartition, OffsetAndMetadata> offsets = committable(leaving);
        try {
            if (!offsets.isEmpty()) {
                consumer.commitSync(offsets, COMMIT_TIMEOUT);
            }
        } catch (KafkaException e) {
            LOG.warn("offsets not committed, some calls will be looked at again: {}", e.toString());
        }
        leaving.stream().filter(assigned::containsKey).map(assigned::get).forEach(p -> p.ledger().revoke());
        assigned.keySet().removeAll(leaving);
        reassigned(Set.of());
    }

    private Map<TopicPartition, OffsetAndMetadata> committable(Collection<TopicPartition> of) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition topicPartition : of) {
            AssignedPartition partition = assigned.get(topicPartition);
            long offset = partition == null ? OffsetLedger.NONE : partition.ledger().committable();
            if (offset != OffsetLedger.NONE) {
                offsets.put(topicPartition, new OffsetAndMetadata(offset));
            }
        }
        return offsets;
    }

    private void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((topicPartition, offset) -> {
            AssignedPartition partition = assigned.get(topicPartition);
            if (partition != null) {
                partition.ledger().committed(offset.offset());
            }
        });
    }

    private record LedgeredDelivery(CallRequested call, long offset, OffsetLedger.Entry entry) implements Delivery {

        @Override
        public boolean begin() {
            return entry.begin();
        }

        @Override
        public boolean isOurs() {
            return entry.isOurs();
        }

        @Override
        public void done() {
            entry.done();
        }
    }
}
