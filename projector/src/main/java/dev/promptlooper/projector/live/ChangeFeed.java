package dev.promptlooper.projector.live;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Hands committed changes to listeners inside of this process. Thread-safe.
///
/// Listeners run on the projection's thread, after the commit, in order: they must not block. A listener that throws is
/// logged and skipped; it never holds up the projection.
public final class ChangeFeed {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);

    private final List<Consumer<List<Change>>> listeners = new CopyOnWriteArrayList<>();

    /// Adds a listener that is called once per transaction.
    ///
    /// @return ends the subscription; may be called more than once
    public Runnable subscribe(Consumer<List<Change>> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /// Called by the projection after a commit.
    public void publish(List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        for (Consumer<List<Change>> listener : listeners) {
            try {
                listener.accept(changes);
            } catch (RuntimeException e) {
                LOG.warn("a listener of the live feed failed and misses {} changes: {}", changes.size(), e.toString());
            }
        }
    }
}
