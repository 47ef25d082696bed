package dev.promptlooper.contracts.testkit;

import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.kafka.TopicProvisioner;
import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A Kafka of a test's own, with the topics of the catalogue. Start one per test class (about three seconds) and close it.
public final class TestKafka implements AutoCloseable {

    private static final DockerImageName IMAGE = DockerImageName.parse("apache/kafka:4.2.1");

    private final KafkaSettings settings;
    private final String clusterId;
    private final Runnable stop;
    private final KafkaProducer<String, byte[]> producer;

    private TestKafka(String bootstrapServers, Path stateDir, Runnable stop) {
        this.settings = KafkaSettings.local(bootstrapServers, stateDir);
        this.stop = stop;
        this.clusterId = new TopicProvisioner(settings).provision();
        this.producer = new KafkaProducer<>(settings.producer());
    }

    /// @param stateDir parent of Streams state, a temporary directory of the test
    public static TestKafka start(Path stateDir) {
        if (Containers.areUsed()) {
            KafkaContainer container = new KafkaContainer(IMAGE);
            container.start();
            return new TestKafka(container.getBootstrapServers(), stateDir, container::stop);
        }
        EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, KafkaSettings.DEFAULT_PARTITIONS);
        broker.brokerProperties(Map.of("auto.create.topics.enable", "false", "offsets.topic.num.partitions", "4",
                "transaction.state.log.num.partitions", "4", "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1", "group.initial.rebalance.delay.ms", "0",
                "group.streams.initial.rebalance.delay.ms", "0",
                "log.cleaner.dedupe.buffer.size", String.valueOf(16 << 20)));
        // As the embedded broker of standalone: the tasks of a killed process move within seconds, not after 45, and its
        // transactions end when their time is over, not up to ten seconds later.
        broker.brokerProperties(Map.of("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"));
        for (String group : List.of("group.consumer", "group.streams")) {
            broker.brokerProperties(Map.of(group + ".min.session.timeout.ms", "6000", group + ".session.timeout.ms",
                    "6000", group + ".min.heartbeat.interval.ms", "500", group + ".heartbeat.interval.ms", "1000"));
        }
        broker.afterPropertiesSet();
        return new TestKafka(broker.getBrokersAsString(), stateDir, broker::destroy);
    }

    public KafkaSettings settings() {
        return settings;
    }

    public String clusterId() {
        return clusterId;
    }

    /// Writes one record and waits until the broker has it.
    public <T> void send(Topic<T> topic, String key, T value) {
        sendBytes(topic.topicName(), key, topic.serde().serialize(topic.topicName(), value));
    }

    /// Writes raw bytes, for poison records.
    public void sendBytes(String topicName, String key, byte[] value) {
        try {
            producer.send(new ProducerRecord<>(topicName, key, value)).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("the test broker refused a record for " + topicName, e.getCause());
        }
    }

    /// Everything (committed) that is in a topic now, in partition and offset order.
    public <T> List<ConsumerRecord<String, T>> read(Topic<T> topic) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings.consumerWithoutGroup())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.topicName())
                    .stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, T>> records = new ArrayList<>();
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> records.add(new ConsumerRecord<>(record.topic(), record.partition(),
                                record.offset(), record.key(),
                                topic.serde().deserialize(topic.topicName(), record.value()))));
            }
            return records;
        }
    }

    /// The values of [#read].
    public <T> List<T> values(Topic<T> topic) {
        return read(topic).stream().map(ConsumerRecord::value).toList();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        stop.run();
    }
}
