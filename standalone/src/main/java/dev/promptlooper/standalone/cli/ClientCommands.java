package dev.promptlooper.standalone.cli;

import java.util.List;

/// The client-side commands that the root command registers.
public final class ClientCommands {

    private ClientCommands() {}

    /// Command classes, annotated for picocli, in the order of the help.
    public static List<Class<?>> all() {
        return List.of();
    }
}
