package dev.promptlooper.projector.gateway;

import dev.promptlooper.contracts.access.Authenticator;
import dev.promptlooper.contracts.access.Principal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Closes the sockets of those who may not be here any more: after a log-out, a change of role, the end of a key. Asks once per
/// visitor, not per socket, so ten thousand sockets cost as much as those who opened them are many. With an authenticator
/// that knows what was so two seconds ago, a socket closes within four.
final class Revocations implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);
    private static final long INTERVAL_NANOS = Duration.ofMillis(1_500).toNanos();

    private final Authenticator authenticator;
    private final Supplier<Set<LiveSocket>> sockets;
    private volatile boolean stopped = true;
    private @Nullable Thread thread;

    Revocations(Authenticator authenticator, Supplier<Set<LiveSocket>> sockets) {
        this.authenticator = authenticator;
        this.sockets = sockets;
    }

    /// One round.
    void check() {
        Map<Principal, Boolean> known = new HashMap<>();
        for (LiveSocket socket : List.copyOf(sockets.get())) {
            if (!known.computeIfAbsent(socket.visitor().principal(), authenticator::stillValid)) {
                socket.connection().endSession();
            }
        }
    }

    private void run() {
        while (!stopped) {
            try {
                check();
            } catch (RuntimeException e) {
                LOG.error("it could not be checked who may stay; this is tried again", e);
            }
            LockSupport.parkNanos(this, INTERVAL_NANOS);
        }
    }

    @Override
    public void start() {
        stopped = false;
        thread = Thread.ofPlatform().name("live-revocations").daemon().start(this::run);
    }

    @Override
    public void stop() {
        stopped = true;
        Thread running = thread;
        if (running != null) {
            LockSupport.unpark(running);
        }
    }

    @Override
    public boolean isRunning() {
        return !stopped;
    }
}
