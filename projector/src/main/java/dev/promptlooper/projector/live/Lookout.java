package dev.promptlooper.projector.live;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Waits for a sweep to become as wanted, on the views that the live feed keeps: any number of waiting requests for a sweep cost
/// one reading per change. Thread-safe; [#await] waits and belongs on a virtual thread.
public final class Lookout {

    private static final long LOADING_NANOS = TimeUnit.SECONDS.toNanos(3);

    /// What is seen of a sweep.
    ///
    /// @param at          position of the channel `sweep:{id}:summary`
    /// @param json        its row as lists show it; null while there is no such sweep
    /// @param waitedNanos how long has been waited
    public record Sight(Position at, @Nullable String json, long waitedNanos) {}

    private final Hub hub;

    public Lookout(Hub hub) {
        this.hub = hub;
    }

    /// Looks now, and again at every change.
    ///
    /// @param sweepId also one that does not exist (yet)
    /// @param most    longest wait, milliseconds
    /// @param grace   how long a sweep that is not there may take to appear, milliseconds
    /// @param enough  whether to go on waiting; asked at every change and at the end
    /// @return the last sight, whether enough or not; null when the database does not answer
    public @Nullable Sight await(String sweepId, long most, long grace, Predicate<Sight> enough)
            throws InterruptedException {
        ChannelName channel = ChannelName.parse(Change.summary(sweepId));
        if (channel == null) {
            return new Sight(new Position("none", 0), null, 0);
        }
        View view = hub.acquire(new ViewKey(channel, 0, java.util.List.of()));
        if (view == null) {
            return null;
        }
        Semaphore news = new Semaphore(0);
        Runnable follower = news::release;
        view.follow(follower);
        try {
            return await(view, sweepId, TimeUnit.MILLISECONDS.toNanos(most),
                    TimeUnit.MILLISECONDS.toNanos(grace), news, enough);
        } finally {
            view.leave(follower);
            hub.release(view);
        }
    }

    private @Nullable Sight await(View view, String sweepId, long most, long grace, Semaphore news,
            Predicate<Sight> enough)
            throws InterruptedException {
        long start = hub.now();
        while (true) {
            news.drainPermits();
            long waited = hub.now() - start;
            Sight sight = sight(view, sweepId, waited);
            long limit = sight == null ? LOADING_NANOS : sight.json() == null ? grace : most;
            if (sight != null && (enough.test(sight) || waited >= limit)) {
                return sight;
            }
            if (sight == null && waited >= LOADING_NANOS) {
                return null;
            }
            news.tryAcquire(Math.max(1, limit - waited), TimeUnit.NANOSECONDS);
        }
    }

    private static @Nullable Sight sight(View view, String sweepId, long waited) {
        synchronized (view) {
            Position at = view.position();
            return at == null ? null : new Sight(at, view.value(sweepId), waited);
        }
    }
}
