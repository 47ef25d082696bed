package dev.promptlooper.contracts.kafka;

import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// The life of a Streams application inside a service: provisions the topics, starts, tells how it stands, stops.
///
/// It has the methods of Spring's `SmartLifecycle` without knowing Spring: the bean of a module extends it, adds `implements
/// SmartLifecycle`, and says in its constructor what runs. Thread-safe; may be started again after a stop.
public abstract class StreamsLife {

    private final KafkaSettings kafka;
    private final int phase;
    private final Supplier<Topology> topology;
    private final Function<String, Map<String, Object>> config;
    private volatile @Nullable StreamsApp app;

    /// @param phase    see [StartPhase]
    /// @param topology builds it; asked at every start
    /// @param config   cluster id → configuration, see [KafkaSettings#streams]
    protected StreamsLife(KafkaSettings kafka, int phase, Supplier<Topology> topology,
            Function<String, Map<String, Object>> config) {
        this.kafka = kafka;
        this.phase = phase;
        this.topology = topology;
        this.config = config;
    }

    /// Does nothing when it runs already.
    public synchronized void start() {
        if (app == null) {
            String clusterId = new TopicProvisioner(kafka).provision();
            StreamsApp started = new StreamsApp(topology.get(), config.apply(clusterId));
            app = started;
            started.start();
        }
    }

    /// Returns when it has stopped. Does nothing when it does not run.
    public synchronized void stop() {
        StreamsApp running = app;
        app = null;
        if (running != null) {
            running.close();
        }
    }

    /// True between start and stop, healthy or not.
    public boolean isRunning() {
        return app != null;
    }

    public int getPhase() {
        return phase;
    }

    /// True while it processes or rebalances; false again after a fatal error.
    public boolean isHealthy() {
        StreamsApp running = app;
        return running != null && running.isHealthy();
    }

    /// True while it processes: no rebalance or restore is under way.
    public boolean isProcessing() {
        return state().equals("RUNNING");
    }

    /// State in one word, `STOPPED` before start and after stop.
    public String state() {
        StreamsApp running = app;
        return running == null ? "STOPPED" : running.streams().state().name();
    }
}
