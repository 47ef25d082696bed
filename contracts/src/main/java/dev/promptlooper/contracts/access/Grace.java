package dev.promptlooper.contracts.access;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/// How long somebody who is inside may stay while nobody can tell whether they still may. Without it, a database that restarts
/// would close every open connection, and all of them would come back at once; without an end to it, a database that is cut off
/// from one service would keep revoked keys alive there. Of one visitor; one thread.
public final class Grace {

    /// As long as a token lives that a key was exchanged for: what is believed of somebody without asking again, at most.
    public static final Duration DEFAULT = Duration.ofMinutes(5);
    /// The variable that sets it, in whole seconds.
    public static final String VARIABLE = "PROMPTLOOPER_LIVE_GRACE_SECONDS";

    private static final int MOST_SECONDS = 86_400;

    private final long atMost;
    private final LongSupplier nanoTime;
    private boolean waiting;
    private long since;

    /// @param atMost   how long a visitor stays unknown; zero: they go at once
    /// @param nanoTime a clock that does not jump
    public Grace(Duration atMost, LongSupplier nanoTime) {
        this.atMost = atMost.toNanos();
        this.nanoTime = nanoTime;
    }

    /// From [#VARIABLE], or the default.
    ///
    /// @throws IllegalArgumentException for anything but whole seconds up to a day
    public static Duration fromEnvironment(Map<String, String> environment) {
        String text = environment.getOrDefault(VARIABLE, "").strip();
        if (text.isEmpty()) {
            return DEFAULT;
        }
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > MOST_SECONDS) {
            throw new IllegalArgumentException(VARIABLE + " is a whole number of seconds from 0 to " + MOST_SECONDS
                    + ", was '" + text + "'; leave it empty for " + DEFAULT.toSeconds());
        }
        return Duration.ofSeconds(Integer.parseInt(text));
    }

    /// Whether they may stay, going by what is known of them now and has been since the last time it was known.
    public boolean mayStay(Authenticator.Standing standing) {
        return switch (standing) {
            case VALID -> {
                waiting = false;
                yield true;
            }
            case ENDED -> false;
            case UNKNOWN -> {
                long now = nanoTime.getAsLong();
                if (!waiting) {
                    waiting = true;
                    since = now;
                }
                yield now - since < atMost;
            }
        };
    }
}
