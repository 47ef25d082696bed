package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.strategy.StateEntries;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.NullUnmarked;

import java.time.Duration;
import java.util.function.BiConsumer;

/// The shell around [Planner]: Kafka Streams in and out, stores, clock.
@NullUnmarked
final class PlannerProcessor implements Processor<String, Object, String, Object> {

    private final PlannerParts parts;
    private ProcessorContext<String, Object> context;
    private Planner planner;

    PlannerProcessor(PlannerParts parts) {
        this.parts = parts;
    }

    @Override
    public void init(ProcessorContext<String, Object> processorContext) {
        this.context = processorContext;
        this.planner = new Planner(new Stores(processorContext), new Output(), parts,
                processorContext.currentSystemTimeMs());
        processorContext.schedule(Duration.ofMillis(parts.settings().tickMs()), PunctuationType.WALL_CLOCK_TIME,
                planner::tick);
    }

    @Override
    public void process(Record<String, Object> message) {
        long now = context.currentSystemTimeMs();
        switch (message.value()) {
            case SweepCommand command -> planner.command(command, now);
            case RunScored scored -> planner.scored(scored, now);
            case null -> throw new IllegalArgumentException("the record has no value; the planner cannot use it");
            default -> throw new IllegalArgumentException("unexpected " + message.value().getClass().getName());
        }
    }

    @Override
    public void close() {
        if (planner != null) {
            planner.close();
        }
    }

    private final class Output implements PlannerOutput {

        @Override
        public void definition(SweepDefinition definition) {
            forward(definition.sweepId(), definition, PlannerTopology.DEFINITIONS);
        }

        @Override
        public void event(SweepEvent event) {
            forward(event.sweepId(), event, PlannerTopology.EVENTS);
        }

        @Override
        public void verdict(Verdict verdict) {
            forward(verdict.sweepId(), verdict, PlannerTopology.VERDICTS);
        }

        @Override
        public void requested(RunRequested request) {
            forward(request.configHash(), request, PlannerTopology.REQUESTS);
        }

        @Override
        public void completed(RunCompleted completed) {
            forward(completed.run().caseKey(), completed, PlannerTopology.COMPLETIONS);
        }

        private void forward(String key, Object value, String sink) {
            context.forward(new Record<>(key, value, context.currentSystemTimeMs()), sink);
        }
    }

    private static final class Stores implements PlannerStore {

        private final KeyValueStore<String, SweepState> sweeps;
        private final StateEntries entries;
        private final StateEntries outstanding;

        Stores(ProcessorContext<String, Object> context) {
            this.sweeps = context.getStateStore(PlannerTopology.SWEEP_STORE);
            this.entries = new Entries(context.getStateStore(PlannerTopology.ENTRY_STORE));
            this.outstanding = new Entries(context.getStateStore(PlannerTopology.OUTSTANDING_STORE));
        }

        @Override
        public SweepState sweep(String sweepId) {
            return sweeps.get(sweepId);
        }

        @Override
        public void put(String sweepId, SweepState state) {
            sweeps.put(sweepId, state);
        }

        @Override
        public void sweeps(BiConsumer<String, SweepState> visitor) {
            try (KeyValueIterator<String, SweepState> all = sweeps.all()) {
                while (all.hasNext()) {
                    KeyValue<String, SweepState> one = all.next();
                    visitor.accept(one.key, one.value);
                }
            }
        }

        @Override
        public StateEntries entries() {
            return entries;
        }

        @Override
        public StateEntries outstanding() {
            return outstanding;
        }
    }

    private record Entries(KeyValueStore<String, byte[]> store) implements StateEntries {

        private static final StringSerializer KEYS = new StringSerializer();

        @Override
        public byte[] get(String key) {
            return store.get(key);
        }

        @Override
        public void put(String key, byte[] value) {
            store.put(key, value);
        }

        @Override
        public void delete(String key) {
            store.delete(key);
        }

        @Override
        public void scan(String prefix, BiConsumer<String, byte[]> visitor) {
            try (KeyValueIterator<String, byte[]> found = store.prefixScan(prefix, KEYS)) {
                while (found.hasNext()) {
                    KeyValue<String, byte[]> one = found.next();
                    visitor.accept(one.key, one.value);
                }
            }
        }
    }
}
