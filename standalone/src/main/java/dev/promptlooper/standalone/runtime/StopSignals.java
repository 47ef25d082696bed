package dev.promptlooper.standalone.runtime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/// Ctrl-C and SIGTERM: the first one stops in order, the second one ends at once.
///
/// The JDK has no supported way to see a second signal, since its own handler waits for the shutdown hooks. `sun.misc.Signal`
/// is used by name, because the compiler's warning about it cannot be silenced; without it the JDK's own handling stays.
public final class StopSignals {

    private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);
    private static final int SIGNAL_EXIT_CODE = 130;

    private StopSignals() {}

    /// @param onFirst run on a thread of its own at the first signal
    public static void handle(Runnable onFirst) {
        AtomicInteger received = new AtomicInteger();
        Runnable handler = () -> {
            if (received.incrementAndGet() == 1) {
                Thread.ofPlatform().name("promptlooper-signal").start(onFirst);
            } else {
                Runtime.getRuntime().halt(SIGNAL_EXIT_CODE);
            }
        };
        install("INT", handler);
        install("TERM", handler);
    }

    /// For a process whose parent stops it: Ctrl-C reaches the whole terminal group, but the parent decides about the order.
    public static void leaveInterruptToParent() {
        install("INT", () -> {});
    }

    private static void install(String name, Runnable handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(StopSignals.class.getClassLoader(), new Class<?>[]{handlerType},
                    (self, method, arguments) -> switch (method.getName()) {
                        case "handle" -> {
                            handler.run();
                            yield null;
                        }
                        case "hashCode" -> System.identityHashCode(self);
                        case "equals" -> false; // never compared; each proxy is installed once
                        default -> "stop handler";
                    });
            signal.getMethod("handle", signal, handlerType)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            LOG.debug("SIG{} is left to the JDK", name, e);
        }
    }
}
