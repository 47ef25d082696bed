package dev.promptlooper.executor;

import dev.promptlooper.contracts.kafka.StartPhase;
import dev.promptlooper.executor.caller.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

import java.util.Map;
import java.util.function.Supplier;

/// Runs the caller inside the application context.
final class CallerLifecycle implements SmartLifecycle {

    private final Supplier<Caller> factory;
    private volatile @Nullable Caller caller;

    CallerLifecycle(Supplier<Caller> factory) {
        this.factory = factory;
    }

    @Override
    public void start() {
        Caller started = factory.get();
        caller = started;
        started.start();
    }

    @Override
    public void stop() {
        Caller running = caller;
        caller = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean isRunning() {
        return caller != null;
    }

    @Override
    public int getPhase() {
        return StartPhase.CALLER;
    }

    boolean isReady() {
        Caller running = caller;
        return running != null && running.isHealthy();
    }

    /// Calls held and the state of every endpoint.
    Map<String, String> describe() {
        Caller running = caller;
        return running == null ? Map.of() : running.describe();
    }

    int calls() {
        Caller running = caller;
        return running == null ? 0 : running.calls();
    }
}
