package dev.promptlooper.producer.sweeps;

import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.kafka.StartPhase;
import dev.promptlooper.contracts.kafka.TopicProvisioner;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import dev.promptlooper.producer.spending.SpendingCap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.util.backoff.FixedBackOff;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Follows `sweep.event` and keeps the status that decides whether a sweep takes commands,
/// and what sweeps of capped keys have spent. A status only moves forward, by
/// the number of its event, so that reading again does no harm.
final class SweepStatusFeed implements SmartLifecycle {

    static final String GROUP = "promptlooper-api";
    private static final Logger LOG = LoggerFactory.getLogger(SweepStatusFeed.class);

    private final CatalogDatabase database;
    private final SpendingCap cap;
    private final KafkaSettings settings;
    private @Nullable KafkaMessageListenerContainer<String, byte[]> container;

    SweepStatusFeed(CatalogDatabase database, SpendingCap cap, KafkaSettings settings) {
        this.database = database;
        this.cap = cap;
        this.settings = settings;
    }

    @Override
    public synchronized void start() {
        new TopicProvisioner(settings).provision();
        ContainerProperties properties = new ContainerProperties(Topic.SWEEP_EVENT.topicName());
        properties.setMessageListener((BatchMessageListener<String, byte[]>) this::apply);
        properties.setAckMode(ContainerProperties.AckMode.BATCH);
        properties.setGroupId(GROUP);
        KafkaMessageListenerContainer<String, byte[]> feed = new KafkaMessageListenerContainer<>(
                new DefaultKafkaConsumerFactory<>(settings.consumer(GROUP)), properties);
        feed.setBeanName("sweep-status-feed");
        // A failure here is the database's, never the record's: wait for it, for ever.
        feed.setCommonErrorHandler(new DefaultErrorHandler(new FixedBackOff(1_000, FixedBackOff.UNLIMITED_ATTEMPTS)));
        feed.start();
        container = feed;
    }

    @Override
    public synchronized void stop() {
        if (container != null) {
            container.stop();
            container = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return container != null && container.isRunning();
    }

    /// True when partitions are assigned.
    synchronized boolean isAssigned() {
        return container != null && container.getAssignedPartitions() != null
                && !container.getAssignedPartitions().isEmpty();
    }

    @Override
    public int getPhase() {
        return StartPhase.COMMANDS;
    }

    private void apply(List<ConsumerRecord<String, byte[]>> records) {
        // Sorted, so that two batches never lock rows in opposite order.
        Map<String, SweepEvent> newest = new TreeMap<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                SweepEvent event = Topic.SWEEP_EVENT.serde().deserialize(record.topic(), record.value());
                if (event != null) {
                    newest.merge(event.sweepId(), event, (a, b) -> a.seq() >= b.seq() ? a : b);
                }
            } catch (SerializationException e) {
                // The projection puts it on the dead-letter topic; once is enough.
                LOG.atWarn()
                        .addKeyValue("partition", record.partition())
                        .addKeyValue("offset", record.offset())
                        .addKeyValue("cause", e.getMessage())
                        .log("skipped a record of sweep.event that cannot be read");
            }
        }
        if (newest.isEmpty()) {
            return;
        }
        String[] ids = newest.keySet().toArray(String[]::new);
        String[] statuses = newest.values().stream().map(event -> event.status().name()).toArray(String[]::new);
        cap.follow(newest.values());
        Long[] seqs = newest.values().stream().map(SweepEvent::seq).toArray(Long[]::new);
        database.jdbc()
                .sql("""
                        UPDATE catalog.sweep s SET status = e.status, event_seq = e.seq
                        FROM unnest(:ids::text[], :statuses::text[], :seqs::bigint[]) AS e (id, status, seq)
                        WHERE s.id = e.id AND s.event_seq < e.seq""")
                .param("ids", ids)
                .param("statuses", statuses)
                .param("seqs", seqs)
                .update();
    }
}
