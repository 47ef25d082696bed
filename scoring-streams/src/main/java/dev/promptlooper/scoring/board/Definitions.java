package dev.promptlooper.scoring.board;

import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// What a stage makes of sweep definitions, made once per sweep. A definition never changes after the launch. For one thread.
///
/// @param <T> what is made of a definition
final class Definitions<T> {

    static final String STORE = "definitions";

    private static final Logger LOG = LoggerFactory.getLogger(Definitions.class);
    private static final int CACHED = 256;

    private final ReadOnlyKeyValueStore<String, byte[]> store;
    private final Function<SweepDefinition, T> compiler;
    private final Map<String, T> compiled = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
            return size() > CACHED;
        }
    };

    Definitions(ReadOnlyKeyValueStore<String, byte[]> store, Function<SweepDefinition, T> compiler) {
        this.store = store;
        this.compiler = compiler;
    }

    /// What was made of a sweep's definition, or null when there is no (readable) definition.
    @Nullable
    T find(String sweepId) {
        T known = compiled.get(sweepId);
        if (known == null) {
            byte[] bytes = store.get(sweepId);
            if (bytes == null) {
                return null;
            }
            try {
                known = compiler.apply(Topic.SWEEP_DEFINITION.serde()
                        .deserialize(Topic.SWEEP_DEFINITION.topicName(), bytes));
            } catch (SerializationException e) {
                LOG.warn("definition of sweep {} cannot be read: {}", sweepId, e.getMessage());
                return null;
            }
            compiled.put(sweepId, known);
        }
        return known;
    }

    /// Fills the global store. Bytes stay as they are, so that a definition that cannot be read harms its sweep alone.
    static final class Keeper implements Processor<String, byte[], Void, Void> {

        @SuppressWarnings("NullAway.Init")
        private KeyValueStore<String, byte[]> store;

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            store = context.getStateStore(STORE);
        }

        @Override
        public void process(Record<String, byte[]> record) {
            if (record.key() == null) {
                LOG.warn("a sweep definition without key is ignored");
            } else if (record.value() == null) {
                store.delete(record.key());
            } else {
                store.put(record.key(), record.value());
            }
        }
    }
}
