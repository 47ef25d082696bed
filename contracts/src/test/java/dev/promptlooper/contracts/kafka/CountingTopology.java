package dev.promptlooper.contracts.kafka;

import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.Stores;

/// Topologies that count records by key, as two releases of one application would have them.
final class CountingTopology {

    /// Records of `run.requested`: a store on disk that both releases have.
    static final String RUNS = "runs";
    /// The same in memory.
    static final String RUNS_IN_MEMORY = "runs-in-memory";
    /// Records of `run.requested` that the second release has seen.
    static final String SINCE_UPGRADE = "since-upgrade";
    /// Records of `call.failed`, which only the second release reads.
    static final String FAILURES = "failures";

    private CountingTopology() {}

    /// The first release: one sub-topology with two stores.
    static Topology first() {
        Topology topology = new Topology();
        runs(topology);
        return topology;
    }

    /// The second release: a sub-topology that takes the place and number of the first one, and a processor with a store more.
    static Topology second() {
        Topology topology = new Topology();
        source(topology, "failure-source", Topic.CALL_FAILED);
        count(topology, FAILURES, true, "failure-source");
        runs(topology);
        count(topology, SINCE_UPGRADE, true, "run-source");
        return topology;
    }

    private static void runs(Topology topology) {
        source(topology, "run-source", Topic.RUN_REQUESTED);
        count(topology, RUNS, true, "run-source");
        count(topology, RUNS_IN_MEMORY, false, "run-source");
    }

    private static void source(Topology topology, String name, Topic<?> topic) {
        topology.addSource(name, new StringDeserializer(), new ByteArrayDeserializer(), topic.topicName());
    }

    private static void count(Topology topology, String store, boolean persistent, String source) {
        topology.addProcessor("count-" + store, () -> new Counter(store), source);
        topology.addStateStore(Stores.keyValueStoreBuilder(
                persistent ? Stores.persistentKeyValueStore(store) : Stores.inMemoryKeyValueStore(store),
                Serdes.String(), Serdes.Long()), "count-" + store);
    }

    /// Sum of a store's counts, over all tasks of this process; -1 while it cannot be asked.
    static long sum(StreamsApp app, String store) {
        try {
            long sum = 0;
            try (KeyValueIterator<String, Long> all = app.streams()
                    .store(StoreQueryParameters.fromNameAndType(store,
                            QueryableStoreTypes.<String, Long>keyValueStore()))
                    .all()) {
                while (all.hasNext()) {
                    sum += all.next().value;
                }
            }
            return sum;
        } catch (InvalidStateStoreException e) {
            return -1; // starting, or moving
        }
    }

    private static final class Counter implements Processor<String, byte[], Void, Void> {

        private final String name;
        @SuppressWarnings("NullAway.Init")
        private KeyValueStore<String, Long> store;

        Counter(String name) {
            this.name = name;
        }

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            store = context.getStateStore(name);
        }

        @Override
        public void process(Record<String, byte[]> record) {
            Long before = store.get(record.key());
            store.put(record.key(), before == null ? 1 : before + 1);
        }
    }
}
