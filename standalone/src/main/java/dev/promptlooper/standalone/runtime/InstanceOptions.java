package dev.promptlooper.standalone.runtime;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.standalone.StartFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The options of every command that starts an instance; a picocli mixin.
public final class InstanceOptions {

    @Option(names = "--data", paramLabel = "DIR", description = "data directory (default: $PROMPTLOOPER_DATA or ~/.promptlooper)")
    private @Nullable Path data;

    @Option(names = "--port", paramLabel = "PORT", description = "web and API (default: ${DEFAULT-VALUE}; 0: any free port)")
    private int port = StandaloneOptions.DEFAULT_PORT;

    @Option(names = "--mcp-port", paramLabel = "PORT", description = "MCP (default: ${DEFAULT-VALUE})")
    private int mcpPort = StandaloneOptions.DEFAULT_MCP_PORT;

    @Option(names = "--bind", paramLabel = "ADDRESS", description = "where web and MCP listen (default: $BIND_ADDRESS or 127.0.0.1); any other address needs access configured, see docs/operations.md")
    private @Nullable String bind;

    @Option(names = "--kafka-port", paramLabel = "PORT", description = "embedded Kafka broker (default: ${DEFAULT-VALUE})")
    private int kafkaPort = StandaloneOptions.DEFAULT_KAFKA_PORT;

    @Option(names = "--postgres-port", paramLabel = "PORT", description = "embedded PostgreSQL (default: ${DEFAULT-VALUE})")
    private int postgresPort = StandaloneOptions.DEFAULT_POSTGRES_PORT;

    @Option(names = "--endpoint", paramLabel = "NAME=URL", description = "base URL of an endpoint, for example "
            + "local=http://127.0.0.1:11434/v1; overrides the configured one; repeatable")
    private Map<String, String> endpointUrls = new LinkedHashMap<>();

    @Option(names = "--heap", paramLabel = "SIZE", description = "Java heap, for example 700m; read by the launcher "
            + "(default: $PROMPTLOOPER_HEAP or 700m)")
    private @Nullable String heap;

    /// The data directory, also where no instance is started.
    public Path dataDirectory() {
        return data != null ? data : DataDirectory.defaultPath(System.getenv());
    }

    /// The base URLs given on the command line.
    public Map<String, String> endpointUrls() {
        return endpointUrls;
    }

    /// As given.
    ///
    /// @throws StartFailure when an endpoint is malformed, or others could reach the ports and nothing keeps them out
    public StandaloneOptions toOptions() {
        endpointUrls.forEach((name, url) -> {
            try {
                Endpoint.of(name, url);
            } catch (IllegalArgumentException e) {
                throw new StartFailure("--endpoint " + name + "=" + url + ": " + e.getMessage(), e);
            }
        });
        return new StandaloneOptions(dataDirectory(), BindAddress.of(bind, System.getenv()), port, mcpPort, kafkaPort,
                postgresPort, endpointUrls, List.of(),
                System.getenv());
    }

    @Override
    public String toString() {
        return "data " + dataDirectory() + ", port " + port + (heap == null ? "" : ", heap " + heap);
    }
}
