package dev.promptlooper.projector.gateway;

import dev.promptlooper.contracts.access.Authenticator;
import dev.promptlooper.contracts.access.Grace;
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
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Closes the sockets of those who may not be here any more: after a log-out, a change of role, the end of a key. Asks once per
/// visitor, not per socket, so ten thousand sockets cost as much as those who opened them are many. With an authenticator
/// that knows what was so two seconds ago, a socket closes within four. Those of whom nobody can tell stay for their [Grace].
final class Revocations implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);
    private static final long INTERVAL_NANOS = Duration.ofMillis(1_500).toNanos();

    private final Authenticator authenticator;
    private final Supplier<Set<LiveSocket>> sockets;
    private final Duration grace;
    private final LongSupplier nanoTime;
    /// Of those who are here; of the thread that checks.
    private final Map<Principal, Grace> graces = new HashMap<>();
    private volatile boolean stopped = true;
    private @Nullable Thread thread;

    /// @param grace    how long those stay of whom nobody can tell whether they may
    /// @param nanoTime a clock that does not jump
    Revocations(Authenticator authenticator, Supplier<Set<LiveSocket>> sockets, Duration grace,
            LongSupplier nanoTime) {
        this.authenticator = authenticator;
        this.sockets = sockets;
        this.grace = grace;
        this.nanoTime = nanoTime;
    }

    /// One round.
    void check() {
        Map<Principal, Boolean> staying = new HashMap<>();
        for (LiveSocket socket : List.copyOf(sockets.get())) {
            if (!staying.computeIfAbsent(socket.visitor().principal(), this::mayStay)) {
                socket.connection().endSession();
            }
        }
        graces.keySet().retainAll(staying.keySet());
    }

    private boolean mayStay(Principal principal) {
        return graces.computeIfAbsent(principal, _ -> new Grace(grace, nanoTime))
                .mayStay(authenticator.standing(principal));
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
