package dev.promptlooper.contracts.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.NullUnmarked;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;

/// Lets a Streams application go on after a record that it cannot read or process: the record goes to the dead-letter topic
/// with its reason, in the same transaction under exactly-once. What is not the record's fault ([RetryLater], a broken state
/// store, a broker that does not answer) fails the thread, which is replaced and meets the record again.
@NullUnmarked
public final class DeadLetterHandler implements DeserializationExceptionHandler, ProcessingExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterHandler.class);

    private String service = "streams";

    @Override
    public void configure(Map<String, ?> configs) {
        service = String.valueOf(configs.get(StreamsConfig.APPLICATION_ID_CONFIG));
    }

    @Override
    public DeserializationExceptionHandler.Response handleError(ErrorHandlerContext context,
            ConsumerRecord<byte[], byte[]> record,
            Exception error) {
        return DeserializationExceptionHandler.Response
                .resume(letter(context, record.key(), record.value(), "undecodable", error));
    }

    @Override
    public ProcessingExceptionHandler.Response handleError(ErrorHandlerContext context, Record<?, ?> record,
            Exception error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (isTheWorldsFault(cause)) {
                return ProcessingExceptionHandler.Response.fail();
            }
        }
        LOG.error("{} could not process a record of {}-{}@{} in {}", service, context.topic(), context.partition(),
                context.offset(),
                context.processorNodeId(), error);
        return ProcessingExceptionHandler.Response
                .resume(letter(context, context.sourceRawKey(), context.sourceRawValue(), "unprocessable", error));
    }

    /// A broken disk or a broker that does not answer would otherwise turn every record into a dead letter.
    private static boolean isTheWorldsFault(Throwable cause) {
        return cause instanceof RetryLater || cause instanceof ProcessorStateException
                || cause instanceof InvalidStateStoreException || cause instanceof RetriableException
                || cause instanceof InterruptException;
    }

    private List<ProducerRecord<byte[], byte[]>> letter(ErrorHandlerContext context, byte[] key, byte[] value,
            String reason, Exception error) {
        LOG.warn("{}: dead letter from {}-{}@{}: {}", service, context.topic(), context.partition(), context.offset(),
                error.getMessage());
        String topic = context.topic() == null ? "(punctuation)" : context.topic();
        return List.of(DeadLetters.record(service, topic, context.partition(), context.offset(), key, value, reason,
                error.getClass().getSimpleName() + ": " + error.getMessage(), context.timestamp()));
    }
}
