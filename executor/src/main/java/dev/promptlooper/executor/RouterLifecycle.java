package dev.promptlooper.executor;

import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.kafka.StartPhase;
import dev.promptlooper.contracts.kafka.StreamsApp;
import dev.promptlooper.contracts.kafka.TopicProvisioner;
import dev.promptlooper.executor.router.RouterSettings;
import dev.promptlooper.executor.router.RouterTopology;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/// Runs the router inside the application context.
final class RouterLifecycle implements SmartLifecycle {

    private final KafkaSettings kafka;
    private final RouterSettings settings;
    private volatile @Nullable StreamsApp app;

    RouterLifecycle(KafkaSettings kafka, RouterSettings settings) {
        this.kafka = kafka;
        this.settings = settings;
    }

    @Override
    public void start() {
        String clusterId = new TopicProvisioner(kafka).provision();
        StreamsApp started = new StreamsApp(RouterTopology.build(settings), kafka.streams(
                RouterTopology.APPLICATION_ID, false, settings.commitInterval().toMillis(), clusterId));
        app = started;
        started.start();
    }

    @Override
    public void stop() {
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

    @Override
    public int getPhase() {
        return StartPhase.ROUTER;
    }

    /// True once its partitions are restored and processing; false again after a fatal error.
    boolean isReady() {
        StreamsApp running = app;
        return running != null && running.isHealthy();
    }

    /// State in one word.
    String describe() {
        StreamsApp running = app;
        return running == null ? "STOPPED" : running.streams().state().name();
    }
}
