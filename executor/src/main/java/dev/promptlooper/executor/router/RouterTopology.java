package dev.promptlooper.executor.router;

import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

import java.time.Duration;
import java.util.Map;

/// The router as a Kafka Streams topology: one sub-topology, so that a task owns a partition of requests, failures, responses
/// and flights together.
///
/// The store of responses is a read-only view: the compacted topic itself is its changelog, there is no second copy. After a
/// restart it is restored up to the committed offset of the topic; what came later is processed, and so lands its flights.
public final class RouterTopology {

    /// Kafka Streams application id and consumer group.
    public static final String APPLICATION_ID = "promptlooper-router";

    static final String RESPONSES = "responses";
    static final String FLIGHTS = "flights";
    static final String JOINERS = "joiners";
    static final String TO_RUN_COMPLETED = "to-run-completed";
    static final String TO_CALL_REQUESTED = "to-call-requested";

    private static final String RUN_REQUESTED = "run-requested";
    private static final String CALL_FAILED = "call-failed";
    private static final String RESPONSE = "response";
    private static final String ROUTER = "router";

    private RouterTopology() {}

    /// Builds it. Pure.
    public static Topology build(RouterSettings settings) {
        Topology topology = new Topology();
        // First, so that the store has a response before the router sees it: a source feeds its children in order.
        topology.addReadOnlyStateStore(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(RESPONSES), Serdes.String(),
                        Serdes.ByteArray()).withLoggingDisabled(),
                RESPONSE, new StringDeserializer(), new ByteArrayDeserializer(), Topic.RESPONSE.topicName(),
                "response-store", ResponseStore::new);
        topology.addSource(RUN_REQUESTED, new StringDeserializer(), new ByteArrayDeserializer(),
                Topic.RUN_REQUESTED.topicName());
        topology.addSource(CALL_FAILED, new StringDeserializer(), new ByteArrayDeserializer(),
                Topic.CALL_FAILED.topicName());
        topology.addProcessor(ROUTER, () -> new RouterProcessor(settings), RUN_REQUESTED, CALL_FAILED, RESPONSE);
        topology.connectProcessorAndStateStores(ROUTER, RESPONSES);
        topology.addStateStore(inMemory(FLIGHTS), ROUTER);
        topology.addStateStore(inMemory(JOINERS), ROUTER);
        topology.addSink(TO_RUN_COMPLETED, Topic.RUN_COMPLETED.topicName(), new StringSerializer(),
                new ByteArraySerializer(), ROUTER);
        topology.addSink(TO_CALL_REQUESTED, Topic.CALL_REQUESTED.topicName(), new StringSerializer(),
                new ByteArraySerializer(), ROUTER);
        return topology;
    }

    private static StoreBuilder<KeyValueStore<String, byte[]>> inMemory(String name) {
        // Every entry lives for seconds: compact early and forget tombstones soon, so that a restore stays short.
        Map<String, String> changelog = Map.of("segment.bytes", String.valueOf(16 << 20), "segment.ms",
                millis(Duration.ofMinutes(10)), "min.cleanable.dirty.ratio", "0.2", "delete.retention.ms",
                millis(Duration.ofMinutes(10)), "max.compaction.lag.ms", millis(Duration.ofMinutes(30)));
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withLoggingEnabled(changelog);
    }

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }
}
