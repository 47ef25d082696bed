package dev.promptlooper.standalone.runtime;

import java.util.List;

/// The configurations that make up the one-JVM composition, found by name so that a build without one of them still starts.
final class Modules {

    private static final List<String> NAMES = List.of("dev.promptlooper.producer.ProducerApiConfiguration",
            "dev.promptlooper.executor.ExecutorConfiguration", "dev.promptlooper.scoring.ScoringConfiguration",
            "dev.promptlooper.projector.ProjectorConfiguration");
    static final String MCP = "dev.promptlooper.mcp.McpConfiguration";

    private Modules() {}

    static List<Class<?>> present() {
        return NAMES.stream().<Class<?>>mapMulti((name, sink) -> {
            Class<?> found = find(name);
            if (found != null) {
                sink.accept(found);
            }
        }).toList();
    }

    static @org.jspecify.annotations.Nullable Class<?> find(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }
}
