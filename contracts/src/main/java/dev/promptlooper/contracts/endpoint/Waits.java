package dev.promptlooper.contracts.endpoint;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// How long each step of a call may take, all of them inside the endpoint's `timeout`, which none of them lengthens.
///
/// @param connect   until a connection has come about, per address of the host
/// @param firstByte from sending until the first byte of the answer's body; a model that thinks before it writes is still
/// @param idle      between two bytes of the body
public record Waits(Duration connect, Duration firstByte, Duration idle) {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(60);

    /// Fit for slow local models: the first byte may take all the time there is.
    ///
    /// @param timeout the endpoint's time-out
    public static Waits within(Duration timeout) {
        return new Waits(CONNECT, timeout, IDLE);
    }

    /// @param name           of the endpoint, for messages
    /// @param connectSeconds or null for the default, as the others
    /// @throws IllegalArgumentException for what is not above 0
    static Waits of(String name, Duration timeout, @Nullable Double connectSeconds, @Nullable Double firstByteSeconds,
            @Nullable Double idleSeconds) {
        return new Waits(orElse(name, "connect-seconds", connectSeconds, CONNECT),
                orElse(name, "first-byte-seconds", firstByteSeconds, timeout),
                orElse(name, "idle-seconds", idleSeconds, IDLE));
    }

    private static Duration orElse(String name, String field, @Nullable Double seconds, Duration usual) {
        if (seconds == null) {
            return usual;
        }
        Duration wait = Duration.ofMillis(Math.round(seconds * 1000));
        if (!wait.isPositive()) {
            throw new IllegalArgumentException(field + " of endpoint '" + name + "' must be above 0, was " + seconds
                    + "; leave it out for " + usual.toMillis() / 1000.0);
        }
        return wait;
    }
}
