package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.kafka.StartPhase;
import dev.promptlooper.contracts.kafka.StreamsApp;
import dev.promptlooper.contracts.kafka.TopicProvisioner;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/// Starts and stops the planner with the application context. Thread-safe.
final class PlannerLifecycle implements SmartLifecycle {

    private final KafkaSettings kafka;
    private final PlannerParts parts;
    private volatile @Nullable StreamsApp app;

    PlannerLifecycle(KafkaSettings kafka, PlannerParts parts) {
        this.kafka = kafka;
        this.parts = parts;
    }

    @Override
    public synchronized void start() {
        if (app == null) {
            String clusterId = new TopicProvisioner(kafka).provision();
            StreamsApp started = new StreamsApp(PlannerTopology.build(parts),
                    kafka.streams(PlannerTopology.APPLICATION_ID, true, parts.settings().commitIntervalMs(),
                            clusterId));
            started.start();
            app = started;
        }
    }

    @Override
    public synchronized void stop() {
        StreamsApp running = app;
        app = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean isRunning() {
        return app != null;
    }

    boolean isHealthy() {
        StreamsApp running = app;
        return running != null && running.isHealthy();
    }

    @Override
    public int getPhase() {
        return StartPhase.PLANNER;
    }
}
