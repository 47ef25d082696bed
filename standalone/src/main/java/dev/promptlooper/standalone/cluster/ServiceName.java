package dev.promptlooper.standalone.cluster;

import java.util.Arrays;
import java.util.Optional;

/// The services, in the order in which they start: readers before writers.
enum ServiceName {

    PROJECTOR("projector", "dev.promptlooper.projector.ProjectorApplication", 8403), SCORING("scoring",
            "dev.promptlooper.scoring.ScoringApplication",
            8405), EXECUTOR("executor", "dev.promptlooper.executor.ExecutorApplication", 8404), PRODUCER_API(
                    "producer-api", "dev.promptlooper.producer.ProducerApiApplication",
                    8402), MCP("mcp", "dev.promptlooper.mcp.McpApplication", 8401);

    private final String label;
    private final String application;
    private final int port;

    ServiceName(String label, String application, int port) {
        this.label = label;
        this.application = application;
        this.port = port;
    }

    static Optional<ServiceName> of(String label) {
        return Arrays.stream(values()).filter(name -> name.label.equals(label)).findFirst();
    }

    /// As on the command line.
    String label() {
        return label;
    }

    /// Its port unless `PORT` says otherwise.
    int port() {
        return port;
    }

    /// Its main class, if this build has it.
    Optional<Class<?>> application() {
        try {
            return Optional.of(Class.forName(application));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }
}
