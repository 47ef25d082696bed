package dev.promptlooper.executor.router;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.CallFailed;
import dev.promptlooper.contracts.event.CallRequested;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.executor.router.FlightState.Airborne;
import dev.promptlooper.executor.router.FlightState.Landed;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.NullUnmarked;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Shell of [SingleFlight] in the topology: reads records, lends the stores, forwards. One instance per partition, one thread.
@NullUnmarked
final class RouterProcessor implements Processor<String, byte[], String, byte[]>, Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(RouterProcessor.class);
    private static final Duration LANDED_CHECK = Duration.ofSeconds(1);
    private static final Duration MOST_BETWEEN_LEASE_CHECKS = Duration.ofMinutes(1);

    private final RouterSettings settings;
    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<String, byte[]> responses;
    private FlightStores flights;
    private SingleFlight singleFlight;
    private final ArrayDeque<LandedAt> landed = new ArrayDeque<>();
    /// Flights that had landed before a restart. After a crash what landed them may come again, and later than usual when there is
    /// much to catch up on, so they are kept for a lease.
    private final List<String> restored = new ArrayList<>();
    private long restoredAt;
    /// The answer looked up last, for the hash in process: looked at several times, read once.
    private String answerHash;
    private KnownAnswer answer;
    private RunCompleted.Failed failure;
    private long timestamp;

    RouterProcessor(RouterSettings settings) {
        this.settings = settings;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> processorContext) {
        context = processorContext;
        responses = context.getStateStore(RouterTopology.RESPONSES);
        flights = new FlightStores(context.getStateStore(RouterTopology.FLIGHTS),
                context.getStateStore(RouterTopology.JOINERS), hash -> landed.add(new LandedAt(hash, now())));
        singleFlight = new SingleFlight(flights, this::knownAt, this, settings.lease(), settings.linger());
        restoredAt = now();
        flights.dropOrphans();
        flights.forEachFlight((hash, flight) -> {
            if (flight instanceof Landed) {
                restored.add(hash);
            }
        });
        context.schedule(LANDED_CHECK, PunctuationType.WALL_CLOCK_TIME, _ -> forgetLanded());
        Duration leaseCheck = settings.lease().compareTo(MOST_BETWEEN_LEASE_CHECKS) < 0
                ? settings.lease()
                : MOST_BETWEEN_LEASE_CHECKS;
        context.schedule(leaseCheck, PunctuationType.WALL_CLOCK_TIME, _ -> checkLeases());
    }

    @Override
    public void process(Record<String, byte[]> record) {
        timestamp = record.timestamp();
        answerHash = null;
        String topic = context.recordMetadata().orElseThrow().topic();
        if (record.key() == null) {
            throw new IllegalArgumentException("a record of " + topic + " has no key; the key is the config hash");
        }
        if (topic.equals(Topic.RESPONSE.topicName())) {
            response(record);
        } else if (record.value() == null) {
            throw new IllegalArgumentException("a record of " + topic + " has no value");
        } else if (topic.equals(Topic.RUN_REQUESTED.topicName())) {
            requested(record);
        } else {
            CallFailed failed = Topic.CALL_FAILED.serde().deserialize(topic, record.value());
            checkKey(record, failed.configHash());
            failure = new RunCompleted.Failed(failed.failure(), failed.message(), failed.httpStatus(),
                    failed.attempts());
            singleFlight.failed(record.key(), failed.failedAt(), now());
        }
    }

    private void requested(Record<String, byte[]> record) {
        RequestedRun run = RequestedRun.read(record.value());
        checkKey(record, run.configHash());
        try {
            singleFlight.requested(run.configHash(), run.waiter(), run::call, now());
        } catch (RuntimeException e) {
            if (isOfTheRecord(e)) { // it becomes a dead letter, and its sweep must not wait for it
                failure = new RunCompleted.Failed(FailureClass.INTERNAL, "the router could not process this run ("
                        + e.getMessage() + "); the record is in the dead-letter topic", null, List.of());
                fail(run.waiter());
            }
            throw e;
        }
    }

    /// Not of Kafka, the disk or a broken store: then the same record is met again.
    private static boolean isOfTheRecord(RuntimeException e) {
        return !(e instanceof KafkaException) || e instanceof SerializationException;
    }

    private void response(Record<String, byte[]> record) {
        if (record.value() == null) {
            return; // somebody cleared it from the cache
        }
        answer = KnownAnswer.read(record.value());
        answerHash = record.key();
        singleFlight.answered(record.key(), answer.answeredAt(), now());
    }

    private static void checkKey(Record<String, byte[]> record, String hash) {
        if (!record.key().equals(hash)) {
            throw new IllegalArgumentException(
                    "the key " + record.key() + " is not the record's config hash " + hash);
        }
    }

    private long knownAt(String hash) {
        KnownAnswer known = known(hash);
        return known == null ? SingleFlight.UNKNOWN : known.answeredAt();
    }

    private KnownAnswer known(String hash) {
        if (!hash.equals(answerHash)) {
            byte[] bytes = responses.get(hash);
            answer = bytes == null ? null : read(hash, bytes);
            answerHash = hash;
        }
        return answer;
    }

    private static KnownAnswer read(String hash, byte[] bytes) {
        try {
            return KnownAnswer.read(bytes);
        } catch (IllegalArgumentException e) {
            // It came in by a restore; running, it would have become a dead letter. The next call replaces it.
            LOG.warn("the cached response {} is unreadable and counts as unknown: {}", hash, e.getMessage());
            return null;
        }
    }

    @Override
    public void answer(String hash, Waiter waiter, AnswerSource source) {
        KnownAnswer known = known(hash);
        forward(RouterTopology.TO_RUN_COMPLETED, waiter.completeKey(),
                CompletedRecord.answered(waiter.passage(), source, known.json(), now()), timestamp);
    }

    @Override
    public void fail(Waiter waiter) {
        forward(RouterTopology.TO_RUN_COMPLETED, waiter.completeKey(),
                CompletedRecord.failed(waiter.passage(), failure, now()), timestamp);
    }

    @Override
    public void call(String hash, Call call, int emission, long notBefore) {
        CallRequested request = new CallRequested(CallRequested.SCHEMA, hash, call.endpoint(), call.endpointUrl(),
                call.model(), call.body(), call.sweepId(), call.priority(), call.concurrency(), notBefore, emission,
                call.requestedAt());
        // The time of the first request, also for a repeated question: the caller looks for answers since then.
        forward(RouterTopology.TO_CALL_REQUESTED, hash,
                Topic.CALL_REQUESTED.serde().serialize(Topic.CALL_REQUESTED.topicName(), request),
                call.requestedAt());
    }

    private void forward(String child, String key, byte[] value, long at) {
        context.forward(new Record<>(key, value, at), child);
    }

    private void forgetLanded() {
        long before = now() - settings.linger().toMillis();
        while (!landed.isEmpty() && landed.peek().since() <= before) {
            singleFlight.expire(landed.poll().hash(), now());
        }
        if (!restored.isEmpty() && now() >= restoredAt + settings.lease().toMillis()) {
            restored.forEach(hash -> singleFlight.expire(hash, now()));
            restored.clear();
        }
    }

    private void checkLeases() {
        timestamp = now();
        List<String> expired = new ArrayList<>();
        flights.forEachFlight((hash, flight) -> {
            if (flight instanceof Airborne airborne && airborne.leaseUntil() <= now()) {
                expired.add(hash);
            }
        });
        for (String hash : expired) {
            answerHash = null;
            singleFlight.expire(hash, now());
        }
        if (!expired.isEmpty()) {
            LOG.info("partition {}: {} calls brought nothing within their lease and were looked after",
                    context.taskId().partition(), expired.size());
        }
    }

    private long now() {
        return context.currentSystemTimeMs();
    }

    private record LandedAt(String hash, long since) {}
}
