package dev.promptlooper.scoring.board;

import dev.promptlooper.contracts.event.SweepEvent;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/// Notes which sweeps have ended for good, for [Retirement].
final class SweepEnds implements Processor<String, SweepEvent, Void, Void> {

    @SuppressWarnings("NullAway.Init")
    private ProcessorContext<Void, Void> context;
    @SuppressWarnings("NullAway.Init")
    private KeyValueStore<String, byte[]> store;

    @Override
    public void init(ProcessorContext<Void, Void> processorContext) {
        context = processorContext;
        store = context.getStateStore(Retirement.STORE);
    }

    @Override
    public void process(Record<String, SweepEvent> record) {
        SweepEvent event = record.value();
        if (event == null || event.sweepId() == null || event.status() == null) {
            throw new IllegalArgumentException("not a complete sweep.event record; sweepId and status are needed");
        }
        if (event.status().isTerminal()) {
            Retirement.ended(store, event.sweepId(), context.currentSystemTimeMs());
        }
    }
}
