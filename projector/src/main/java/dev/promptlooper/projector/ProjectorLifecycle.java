package dev.promptlooper.projector;

import dev.promptlooper.contracts.kafka.StartPhase;
import dev.promptlooper.projector.projection.Projector;
import org.springframework.context.SmartLifecycle;

/// Starts the projection before anything writes, and stops it after everything that writes.
final class ProjectorLifecycle implements SmartLifecycle {

    private final Projector projector;
    private volatile boolean running;

    ProjectorLifecycle(Projector projector) {
        this.projector = projector;
    }

    @Override
    public void start() {
        projector.start();
        running = true;
    }

    @Override
    public void stop() {
        projector.close();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return StartPhase.PROJECTOR;
    }
}
