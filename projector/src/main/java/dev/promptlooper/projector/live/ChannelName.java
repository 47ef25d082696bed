package dev.promptlooper.projector.live;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of a channel, taken apart.
///
/// @param kind    what it shows
/// @param sweepId which sweep's; null for channels of the whole
public record ChannelName(Kind kind, @Nullable String sweepId) {

    /// What a channel shows.
    public enum Kind {
        SWEEPS, SUMMARY, LEADERBOARD, CELLS, EVENTS, SYSTEM;

        /// Whether every entry counts, so that nothing may be left out; else only the newest value per key does.
        public boolean isLog() {
            return this == EVENTS;
        }

        /// Whether it belongs to one sweep.
        boolean isOfSweep() {
            return this != SWEEPS && this != SYSTEM;
        }

        /// Whether subscribers choose how much of it they want.
        boolean isBounded() {
            return this == SWEEPS || this == LEADERBOARD;
        }
    }

    private static final Pattern OF_SWEEP = Pattern
            .compile("sweep:([A-Za-z0-9_-]{1,64}):(summary|leaderboard|cells|events)");
    public static final ChannelName SWEEPS = new ChannelName(Kind.SWEEPS, null);
    public static final ChannelName SYSTEM = new ChannelName(Kind.SYSTEM, null);

    public ChannelName {
        if (kind.isOfSweep() == (sweepId == null)) {
            throw new IllegalArgumentException("channel " + kind + " with sweep " + sweepId);
        }
    }

    /// @return null when there is no such channel
    static @Nullable ChannelName parse(String name) {
        if (name.equals("sweeps")) {
            return SWEEPS;
        }
        if (name.equals("system")) {
            return SYSTEM;
        }
        Matcher matcher = OF_SWEEP.matcher(name);
        if (!matcher.matches()) {
            return null;
        }
        Kind kind = switch (matcher.group(2)) {
            case "summary" -> Kind.SUMMARY;
            case "leaderboard" -> Kind.LEADERBOARD;
            case "cells" -> Kind.CELLS;
            default -> Kind.EVENTS;
        };
        return new ChannelName(kind, matcher.group(1));
    }

    /// The sweep of a channel that has one.
    ///
    /// @throws NullPointerException on `sweeps` and `system`
    public String sweep() {
        return Objects.requireNonNull(sweepId, "this channel is of no single sweep");
    }

    /// The name on the wire.
    @Override
    public String toString() {
        return switch (kind) {
            case SWEEPS -> Change.SWEEPS;
            case SYSTEM -> "system";
            case SUMMARY -> Change.summary(sweep());
            case LEADERBOARD -> Change.leaderboard(sweep());
            case CELLS -> Change.cells(sweep());
            case EVENTS -> Change.events(sweep());
        };
    }
}
