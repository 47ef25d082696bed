package dev.promptlooper.mcp;

import io.modelcontextprotocol.server.McpSyncServer;
import org.springframework.context.SmartLifecycle;

/// Ends the sessions, and the threads that watch them, before the servlet container stops: it would report them as leaked,
/// and clients would see a broken connection instead of an end.
final class SessionsLifecycle implements SmartLifecycle {

    private final McpSyncServer server;
    private volatile boolean running;

    SessionsLifecycle(McpSyncServer server) {
        this.server = server;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        server.closeGracefully();
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
