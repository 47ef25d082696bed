package dev.promptlooper.mcp.tool;

/// What a client may assume of a tool before it calls it. All four are always told.
///
/// @param readOnly    changes nothing
/// @param destructive may undo or replace what is there
/// @param idempotent  calling it again with the same arguments changes nothing more
/// @param openWorld   reaches beyond PromptLooper: it makes calls to model providers, which cost money
public record Hints(boolean readOnly, boolean destructive, boolean idempotent, boolean openWorld) {

    /// Looks.
    public static final Hints READ = new Hints(true, false, true, false);
    /// Adds to the catalogue; the same content twice is the same version.
    public static final Hints ADD = new Hints(false, false, true, false);
}
