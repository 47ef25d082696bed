package dev.promptlooper.projector.query.letters;

import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.projector.query.Problem;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Puts records back. The producer is made for the first one: most instances never replay anything. Thread-safe.
final class Replayer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Replayer.class);
    private static final long PATIENCE_SECONDS = 10;

    private final KafkaSettings kafka;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    Replayer(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /// Where the record is now.
    record Replayed(String topic, int partition, long offset) {}

    /// The same bytes to the same partition, so that the task that has their key reads them.
    ///
    /// @throws Problem 503 when the broker does not take it; it may arrive none the less
    Replayed replay(LetterQueries.Original original) {
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            String key = original.keyBase64();
            RecordMetadata sent = producer()
                    .send(new ProducerRecord<>(original.topic(), original.partition(),
                            key == null ? null : base64.decode(key), base64.decode(original.valueBase64())))
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            LOG.info("replayed a dead letter to {}-{}@{}", sent.topic(), sent.partition(), sent.offset());
            return new Replayed(sent.topic(), sent.partition(), sent.offset());
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.warn("a dead letter was not replayed to {}-{}: {}", original.topic(), original.partition(),
                    e.toString());
            throw Problem.unavailable("Kafka does not take the record now; try again later");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("interrupted; try again");
        }
    }

    private synchronized KafkaProducer<byte[], byte[]> producer() {
        KafkaProducer<byte[], byte[]> open = producer;
        if (open == null) {
            open = new KafkaProducer<>(kafka.producer(), new ByteArraySerializer(), new ByteArraySerializer());
            producer = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        KafkaProducer<byte[], byte[]> open = producer;
        if (open != null) {
            open.close(Duration.ofSeconds(5));
        }
    }
}
