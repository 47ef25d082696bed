package dev.promptlooper.standalone.runtime;

import dev.promptlooper.contracts.endpoint.Endpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// How to start a [StandaloneInstance].
///
/// @param data         data directory, made when absent
/// @param bind         where web and MCP listen
/// @param port         web and API; 0 for any free port, as for the other ports
/// @param mcpPort      MCP
/// @param kafkaPort    embedded broker; unused when `KAFKA_BOOTSTRAP_SERVERS` names another
/// @param postgresPort embedded PostgreSQL; unused when `DATABASE_URL` names another
/// @param endpointUrls endpoint name → base URL: overrides the URL of a configured endpoint, or makes one
/// @param endpoints    endpoints in addition to the configured ones; they win over a configured one of the same name
/// @param environment  environment variables
public record StandaloneOptions(Path data, BindAddress bind, int port, int mcpPort, int kafkaPort, int postgresPort,
        Map<String, String> endpointUrls, List<Endpoint> endpoints, Map<String, String> environment) {

    public static final int DEFAULT_PORT = 8400;
    public static final int DEFAULT_MCP_PORT = 8401;
    public static final int DEFAULT_KAFKA_PORT = 9092;
    public static final int DEFAULT_POSTGRES_PORT = 5434;

    public StandaloneOptions {
        endpointUrls = Map.copyOf(endpointUrls);
        endpoints = List.copyOf(endpoints);
        environment = Map.copyOf(environment);
    }

    /// Free ports and nothing configured: for tests and for instances that live as long as one command.
    public static StandaloneOptions ephemeral(Path data, Map<String, String> environment) {
        return new StandaloneOptions(data, BindAddress.LOOPBACK, 0, 0, 0, 0, Map.of(), List.of(), environment);
    }

    /// The same with endpoints.
    public StandaloneOptions withEndpoints(List<Endpoint> more) {
        return new StandaloneOptions(data, bind, port, mcpPort, kafkaPort, postgresPort, endpointUrls, more,
                environment);
    }
}
