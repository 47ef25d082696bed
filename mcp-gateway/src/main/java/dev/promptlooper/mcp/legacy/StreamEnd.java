package dev.promptlooper.mcp.legacy;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

import java.util.concurrent.atomic.AtomicBoolean;

/// Does something once when a stream has ended, however it ends.
final class StreamEnd implements AsyncListener {

    private final Runnable action;
    private final AtomicBoolean done = new AtomicBoolean();

    StreamEnd(Runnable action) {
        this.action = action;
    }

    void now() {
        if (done.compareAndSet(false, true)) {
            action.run();
        }
    }

    boolean isOver() {
        return done.get();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        now();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        now();
    }

    @Override
    public void onError(AsyncEvent event) {
        now();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // the same stream goes on
    }
}
