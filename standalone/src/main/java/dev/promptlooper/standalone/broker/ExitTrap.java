package dev.promptlooper.standalone.broker;

import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// Kafka's server ends or halts the JVM when its log directory fails or a fatal fault is met. Here it shares the JVM with
/// everything else, so both procedures are replaced: the failure is logged and handed to the application, once.
///
/// The only class that knows Kafka's `Exit`, which moves to another package in Kafka 4.4.
final class ExitTrap {

    private static final Logger LOG = LoggerFactory.getLogger(ExitTrap.class);
    private static final AtomicReference<@Nullable Consumer<String>> LISTENER = new AtomicReference<>();

    private ExitTrap() {}

    /// @param onFatal called at most once, on a thread of its own, because the caller is a thread of the broker that the
    ///                orderly shutdown waits for
    static void set(Consumer<String> onFatal) {
        LISTENER.set(onFatal);
        Exit.setExitProcedure((status, message) -> report("exit", status, message));
        Exit.setHaltProcedure((status, message) -> report("halt", status, message));
    }

    /// What the broker does from now on while it stops is no failure.
    static void ignore() {
        LISTENER.set(null);
    }

    private static void report(String kind, int status, @Nullable String message) {
        String reason = "the embedded broker asked to " + kind + " with status " + status
                + (message == null ? "" : ": " + message);
        Consumer<String> listener = LISTENER.getAndSet(null);
        if (listener == null) {
            LOG.warn("{}; ignored while stopping", reason);
            return;
        }
        LOG.error("{}; stopping everything in order", reason);
        Thread.ofPlatform().name("broker-failed").start(() -> listener.accept(reason));
    }
}
