package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.event.CallFailed;
import dev.promptlooper.contracts.event.ResponseRecorded;
import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// [Results] on Kafka. A paid answer is not given up because the broker is away: it is sent again until it is durable or the
/// process ends.
final class KafkaResults implements Results {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaResults.class);
    private static final long RESEND_SECONDS = 2;

    private final Producer<byte[], byte[]> producer;
    private final ScheduledExecutorService timer;

    KafkaResults(Producer<byte[], byte[]> producer, ScheduledExecutorService timer) {
        this.producer = producer;
        this.timer = timer;
    }

    @Override
    public void answered(ResponseRecorded response, Runnable durable, Runnable tooLarge) {
        // The record's time is the answer's: by it a caller that takes over finds the answers it need not ask for.
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(Topic.RESPONSE.topicName(), null,
                response.answer().answeredAt(), key(response.configHash()),
                Topic.RESPONSE.serde().serialize(Topic.RESPONSE.topicName(), response));
        send(record, durable, tooLarge);
    }

    @Override
    public void failed(CallFailed failure, Runnable durable) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(Topic.CALL_FAILED.topicName(), null,
                failure.failedAt(), key(failure.configHash()),
                Topic.CALL_FAILED.serde().serialize(Topic.CALL_FAILED.topicName(), failure));
        // Only the list of its attempts can be that long.
        send(record, durable,
                () -> failed(new CallFailed(failure.schema(), failure.configHash(), failure.failure(),
                        failure.message(), failure.httpStatus(), List.of(), failure.failedAt(), failure.offset()),
                        durable));
    }

    private void send(ProducerRecord<byte[], byte[]> record, Runnable durable, Runnable tooLarge) {
        try {
            producer.send(record, (_, error) -> {
                if (error == null) {
                    durable.run();
                } else if (error instanceof RecordTooLargeException) {
                    timer.execute(() -> Thread.startVirtualThread(tooLarge));
                } else {
                    again(record, durable, tooLarge, error);
                }
            });
        } catch (InterruptException e) {
            LOG.debug("interrupted while writing the result of {}", hash(record), e);
        } catch (RuntimeException e) {
            again(record, durable, tooLarge, e);
        }
    }

    private void again(ProducerRecord<byte[], byte[]> record, Runnable durable, Runnable tooLarge, Exception error) {
        if (timer.isShutdown()) {
            LOG.warn("the result of {} is not written, the process stops; it will be called again", hash(record));
            return;
        }
        LOG.warn("Kafka did not take the result of {}, it is sent again: {}", hash(record), error.toString());
        timer.schedule(() -> {
            Thread.startVirtualThread(() -> send(record, durable, tooLarge));
        }, RESEND_SECONDS, TimeUnit.SECONDS);
    }

    private static byte[] key(String hash) {
        return hash.getBytes(StandardCharsets.UTF_8);
    }

    private static String hash(ProducerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }
}
