package dev.promptlooper.projector.projection;

import dev.promptlooper.contracts.event.DeadLetter;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Writes what cannot be projected to the dead-letter topic, each record once: a rebuild meets all old poison again. Producer and
/// the memory of what is already there are made when the first poison turns up.
final class PoisonOutlet implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PoisonOutlet.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaSettings kafka;
    private final Set<String> written = new HashSet<>();
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    PoisonOutlet(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /// Returns when the broker has all of them.
    ///
    /// @throws KafkaException when it does not take them; none may be counted as sent then
    void send(List<Poison> letters) {
        if (letters.isEmpty()) {
            return;
        }
        KafkaProducer<byte[], byte[]> open = producer();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        List<String> identities = new ArrayList<>();
        for (Poison letter : letters) {
            String identity = Poison.identity(letter.toDeadLetter());
            if (!written.contains(identity)) {
                LOG.warn("dead letter of {}: {}", identity, letter.message());
                identities.add(identity);
                sent.add(open.send(letter.toRecord()));
            }
        }
        for (Future<RecordMetadata> future : sent) {
            try {
                future.get();
            } catch (ExecutionException e) {
                throw new KafkaException("a dead letter was not taken: " + e.getMessage(), e.getCause());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
        written.addAll(identities);
    }

    private void readWritten() {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(kafka.consumerWithoutGroup())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.DEAD_LETTER.topicName())
                    .stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(part -> consumer.position(part) < ends.getOrDefault(part, 0L))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    remember(record);
                }
            }
        }
    }

    private void remember(ConsumerRecord<String, byte[]> record) {
        try {
            DeadLetter letter = Topic.DEAD_LETTER.serde().deserialize(record.topic(), record.value());
            if (letter != null && Projector.GROUP.equals(letter.service())) {
                written.add(Poison.identity(letter));
            }
        } catch (SerializationException e) {
            LOG.debug("not a letter: {}", e.getMessage());
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        KafkaProducer<byte[], byte[]> open = producer;
        if (open == null) {
            written.clear();
            readWritten();
            open = new KafkaProducer<>(kafka.producer(), new ByteArraySerializer(), new ByteArraySerializer());
            producer = open;
        }
        return open;
    }

    @Override
    public void close() {
        KafkaProducer<byte[], byte[]> open = producer;
        if (open != null) {
            open.close(Duration.ofSeconds(5));
        }
    }
}
