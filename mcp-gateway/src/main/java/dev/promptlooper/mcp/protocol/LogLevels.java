package dev.promptlooper.mcp.protocol;

import java.util.List;

/// The levels of log lines for clients.
public final class LogLevels {

    private static final List<String> RISING = List.of("debug", "info", "notice", "warning", "error", "critical",
            "alert", "emergency");

    private LogLevels() {}

    /// Whether a line of a level is wanted by whoever wants lines from another level on.
    public static boolean reaches(String level, String from) {
        return RISING.indexOf(level) >= RISING.indexOf(from);
    }

    public static boolean isKnown(String level) {
        return RISING.contains(level);
    }
}
