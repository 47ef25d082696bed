package dev.promptlooper.projector.gateway;

import dev.promptlooper.projector.live.ChangeFeed;
import dev.promptlooper.projector.live.Connection;
import dev.promptlooper.projector.live.Connections;
import dev.promptlooper.projector.live.Hub;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// The thread that keeps the views equal to the database: at once when this process projected something, and every 200 ms for
/// what other replicas did. Also looks for writers that are stuck. Stops before the web server does, and says good-bye.
final class LiveLoop implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(LiveLoop.class);
    private static final long WATCHED_MS = 200;
    private static final long UNWATCHED_MS = 5_000;
    // Bounds the queries per second however many transactions there are.
    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();
    private static final long CHECK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long GOODBYE_NANOS = Duration.ofSeconds(2).toNanos();
    private static final int RETRY_FROM_MS = 500;
    private static final int RETRY_TO_MS = 5_000;

    private final Hub hub;
    private final ChangeFeed feed;
    private final Connections connections;
    private final LiveSocketHandler handler;
    private final LongSupplier nanoTime;
    private final Semaphore bell = new Semaphore(0);
    private volatile boolean stopped = true;
    private @Nullable Thread thread;
    private Runnable unsubscribe = () -> {};

    LiveLoop(Hub hub, ChangeFeed feed, Connections connections, LiveSocketHandler handler, LongSupplier nanoTime) {
        this.hub = hub;
        this.feed = feed;
        this.connections = connections;
        this.handler = handler;
        this.nanoTime = nanoTime;
    }

    @Override
    public void start() {
        stopped = false;
        hub.onWork(this::ring);
        unsubscribe = feed.subscribe(changes -> ring());
        thread = Thread.ofPlatform().name("live").daemon().start(this::run);
    }

    private void ring() {
        if (bell.availablePermits() == 0) {
            bell.release();
        }
    }

    private void run() {
        String standing = null;
        long nextCheck = nanoTime.getAsLong();
        while (!stopped) {
            try {
                bell.tryAcquire(hub.isWatched() ? WATCHED_MS : UNWATCHED_MS, TimeUnit.MILLISECONDS);
                bell.drainPermits();
                hub.refresh();
                String problem = hub.problem();
                if (problem != null && !problem.equals(standing)) {
                    LOG.warn("the live feed stands still: {}", problem);
                } else if (problem == null && standing != null) {
                    LOG.info("the live feed is current again");
                }
                standing = problem;
                if (nanoTime.getAsLong() - nextCheck >= 0) {
                    nextCheck = nanoTime.getAsLong() + CHECK_NANOS;
                    handler.sockets().stream().filter(socket -> socket.connection().isStuck()).forEach(this::abandon);
                }
                LockSupport.parkNanos(this, PAUSE_NANOS);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("the live feed failed and goes on", e);
            }
        }
    }

    /// The container's own time-out comes first as a rule.
    private void abandon(LiveSocket socket) {
        socket.end();
        Thread.ofVirtual().name("live-abandon").start(socket::abandon);
    }

    @Override
    public void stop() {
        stopped = true;
        unsubscribe.run();
        for (Connection connection : connections.all()) {
            connection.shutDown(ThreadLocalRandom.current().nextInt(RETRY_FROM_MS, RETRY_TO_MS));
        }
        long deadline = nanoTime.getAsLong() + GOODBYE_NANOS;
        while (connections.isBusy() && nanoTime.getAsLong() - deadline < 0) {
            LockSupport.parkNanos(this, Duration.ofMillis(5).toNanos());
        }
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return !stopped;
    }

    /// Before the web server in stopping, after everything in starting.
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE;
    }
}
