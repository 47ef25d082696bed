package dev.promptlooper.mcp.protocol;

import java.util.List;

/// Versions of the protocol, and what this server calls itself.
public final class Versions {

    /// Without sessions: every request says all about itself.
    public static final String MODERN = "2026-07-28";
    /// Newest version with sessions.
    public static final String LEGACY = "2025-11-25";
    /// All versions with sessions that clients may still speak.
    public static final List<String> WITH_SESSIONS = List.of("2024-11-05", "2025-03-26", "2025-06-18", LEGACY);
    /// Name of this server.
    public static final String SERVER_NAME = "promptlooper";
    /// Version of this server.
    public static final String SERVER_VERSION = "0.1.0";

    private Versions() {}
}
