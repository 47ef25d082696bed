package dev.promptlooper.mcp.subscription;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// All watches of this server, so that they can be ended with it. Thread-safe.
public final class Watches {

    private final Set<Watch> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /// Runs a watch until it ends, or the server does.
    ///
    /// @throws IOException when the client is gone
    public void run(Watch watch, Feed feed) throws IOException, InterruptedException {
        running.add(watch);
        try {
            if (!closed) {
                watch.run(feed);
            }
        } finally {
            running.remove(watch);
        }
    }

    /// Ends all of them, and those that come later.
    public void close() {
        closed = true;
        running.forEach(Watch::stop);
    }

    /// How many run.
    public int count() {
        return running.size();
    }
}
