package dev.promptlooper.standalone.runtime;

import dev.promptlooper.executor.ExecutorConfiguration;
import dev.promptlooper.mcp.McpConfiguration;
import dev.promptlooper.producer.ProducerApiConfiguration;
import dev.promptlooper.projector.ProjectorConfiguration;
import dev.promptlooper.scoring.ScoringConfiguration;

import java.util.List;

/// The configurations that make up the one-JVM composition.
final class Modules {

    /// Together in one context, on the web port.
    static final List<Class<?>> SERVICES = List.of(ProjectorConfiguration.class, ScoringConfiguration.class,
            ExecutorConfiguration.class, ProducerApiConfiguration.class);
    /// In a context of its own: it talks to the REST API as any other client.
    static final Class<?> GATEWAY = McpConfiguration.class;

    private Modules() {}
}
