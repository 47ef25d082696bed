package dev.promptlooper.mcp;

import dev.promptlooper.mcp.endpoint.Gateway;
import org.springframework.context.SmartLifecycle;

/// Ends streams and sessions before the servlet container stops: it would wait for them, and clients would see a broken
/// connection instead of an end.
final class SessionsLifecycle implements SmartLifecycle {

    private final Gateway gateway;
    private volatile boolean running;

    SessionsLifecycle(Gateway gateway) {
        this.gateway = gateway;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        gateway.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// After the servlet container at the start, before it at the stop.
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
