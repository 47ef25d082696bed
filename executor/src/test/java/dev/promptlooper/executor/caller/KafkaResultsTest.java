package dev.promptlooper.executor.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promptlooper.contracts.event.Attempt;
import dev.promptlooper.contracts.event.CallFailed;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.executor.Fixtures;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

class KafkaResultsTest {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final MockProducer<byte[], byte[]> producer = new MockProducer<>(false, null, new ByteArraySerializer(),
            new ByteArraySerializer());
    private final KafkaResults results = new KafkaResults(producer, timer);
    private final AtomicInteger durable = new AtomicInteger();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void failureThatIsTooLargeForARecordIsWrittenWithoutItsAttempts() {
        // Given
        CallFailed failure = new CallFailed(1, "hash", FailureClass.TIMEOUT, "late", null,
                List.of(new Attempt(1, 0, 1, null, FailureClass.TIMEOUT, "late", null)), 1_000, 7L);
        results.failed(failure, durable::incrementAndGet);
        // When
        producer.errorNext(new RecordTooLargeException("too large"));
        await().until(() -> producer.history().size() == 2);
        producer.completeNext();
        // Then
        assertThat(durable).hasValue(1);
        assertThat(Topic.CALL_FAILED.serde().deserialize("", producer.history().getLast().value())).isEqualTo(
                new CallFailed(1, "hash", FailureClass.TIMEOUT, "late", null, List.of(), 1_000, 7L));
    }

    @Test
    void answerThatIsTooLargeForARecordIsNotDurable() {
        // Given
        AtomicInteger tooLarge = new AtomicInteger();
        results.answered(Fixtures.response(Fixtures.request("s", 0, "q"), "42", 1_000), durable::incrementAndGet,
                tooLarge::incrementAndGet);
        // When
        producer.errorNext(new RecordTooLargeException("too large"));
        // Then
        await().until(() -> tooLarge.get() == 1);
        assertThat(durable).hasValue(0);
    }
}
