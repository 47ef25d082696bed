package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.json.JsonSerde;
import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/// `sweep.command` + `run.scored` → planner → `sweep.definition`, `sweep.event`, `verdict`, `run.requested`,
/// `run.completed`.
///
/// Stores are in memory with a changelog: what they hold is bounded by the open sweeps and their windows, not by runs.
/// Run it exactly-once: a run is requested, reserved and remembered in one transaction.
public final class PlannerTopology {

    public static final String APPLICATION_ID = "promptlooper-planner";

    static final String SWEEP_STORE = "planner-sweeps";
    static final String ENTRY_STORE = "planner-entries";
    static final String OUTSTANDING_STORE = "planner-outstanding";
    static final String DEFINITIONS = "sweep-definitions";
    static final String EVENTS = "sweep-events";
    static final String VERDICTS = "sweep-verdicts";
    static final String REQUESTS = "run-requests";
    static final String COMPLETIONS = "impossible-runs";

    private static final String COMMANDS = "sweep-commands";
    private static final String RESULTS = "scored-runs";
    private static final String PLANNER = "planner";

    private PlannerTopology() {}

    /// Pure: builds the topology, starts nothing.
    public static Topology build(PlannerParts parts) {
        Topology topology = new Topology();
        topology.addSource(COMMANDS, new StringDeserializer(), deserializer(Topic.SWEEP_COMMAND),
                Topic.SWEEP_COMMAND.topicName());
        topology.addSource(RESULTS, new StringDeserializer(), deserializer(Topic.RUN_SCORED),
                Topic.RUN_SCORED.topicName());
        topology.addProcessor(PLANNER, () -> new PlannerProcessor(parts), COMMANDS, RESULTS);
        topology.addStateStore(store(SWEEP_STORE, new JsonSerde<>(SweepState.class)), PLANNER);
        topology.addStateStore(store(ENTRY_STORE, Serdes.ByteArray()), PLANNER);
        topology.addStateStore(store(OUTSTANDING_STORE, Serdes.ByteArray()), PLANNER);
        addSink(topology, DEFINITIONS, Topic.SWEEP_DEFINITION);
        addSink(topology, EVENTS, Topic.SWEEP_EVENT);
        addSink(topology, VERDICTS, Topic.VERDICT);
        addSink(topology, REQUESTS, Topic.RUN_REQUESTED);
        addSink(topology, COMPLETIONS, Topic.RUN_COMPLETED);
        return topology;
    }

    private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values)
                .withCachingEnabled();
    }

    private static <T> Deserializer<T> deserializer(Topic<T> topic) {
        return topic.serde().deserializer();
    }

    private static <T> void addSink(Topology topology, String name, Topic<T> topic) {
        Serializer<T> values = topic.serde().serializer();
        topology.addSink(name, topic.topicName(), new StringSerializer(), values, PLANNER);
    }
}
