package dev.promptlooper.executor.router;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.NullUnmarked;

/// Keeps the local view of `response` up to date while running; restoring fills it from the topic directly, without coming by
/// here. So what is unreadable may get in by a restore, and whoever reads must cope.
@NullUnmarked
final class ResponseStore implements Processor<String, byte[], Void, Void> {

    private KeyValueStore<String, byte[]> responses;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        responses = context.getStateStore(RouterTopology.RESPONSES);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        if (record.key() != null) { // else the router makes a dead letter of it
            responses.put(record.key(), record.value());
        }
    }
}
