package dev.promptlooper.standalone.runtime;

import dev.promptlooper.contracts.database.DatabaseSettings;
import dev.promptlooper.contracts.egress.EgressGuard;
import dev.promptlooper.contracts.endpoint.ConfiguredEndpoints;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.standalone.StartFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// Everything in this JVM: broker and PostgreSQL (unless the environment names external ones) and all services.
///
/// Started by [#start]; [#close()] stops in order and loses nothing: HTTP intake, planner, caller, router, scoring, projector,
/// then PostgreSQL, the broker last. A JVM that exits closes it, too. Thread-safe; one instance per JVM at a time, because the
/// broker is one per JVM.
public final class StandaloneInstance implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StandaloneInstance.class);

    private final DataDirectory data;
    private final Servers servers;
    private final Services services;
    private final Thread exitHook = new Thread(this::stopEverything, "promptlooper-stop");
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean stopping;

    private StandaloneInstance(DataDirectory data, Servers servers, Services services) {
        this.data = data;
        this.servers = servers;
        this.services = services;
        Runtime.getRuntime().addShutdownHook(exitHook);
    }

    /// Starts and returns when everything is ready.
    ///
    /// @throws StartFailure when it cannot start here; nothing is left running then
    public static StandaloneInstance start(StandaloneOptions options) {
        return start(options, reason -> {});
    }

    /// As [#start(StandaloneOptions)].
    ///
    /// @param onFatal told when the embedded broker cannot go on; the caller closes the instance and ends with a non-zero code
    public static StandaloneInstance start(StandaloneOptions options, java.util.function.Consumer<String> onFatal) {
        DataDirectory data = DataDirectory.open(options.data());
        Servers servers = null;
        Services services = null;
        try {
            int port = Ports.claim(options.bind(), options.port(), "web and API", "--port");
            int mcpPort = Ports.claim(options.bind(), options.mcpPort(), "MCP", "--mcp-port");
            servers = Servers.start(data, options, onFatal);
            services = startServices(data, options, servers, port, mcpPort);
            StandaloneInstance instance = new StandaloneInstance(data, servers, services);
            instance.publish();
            return instance;
        } catch (RuntimeException | Error e) {
            closeAll(services, servers, data);
            throw e;
        }
    }

    private static Services startServices(DataDirectory data, StandaloneOptions options, Servers servers, int port,
            int mcpPort) {
        Map<String, String> environment = options.bind().named(options.environment());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", servers.bootstrapServers());
        environment.putIfAbsent("PROMPTLOOPER_STATE_DIR", data.streams().toString());
        try {
            EgressGuard.fromEnvironment(options.environment()); // a wrong list is told before anything starts
            KafkaSettings kafka = KafkaSettings.fromEnvironment(environment);
            OverriddenEndpoints endpoints = new OverriddenEndpoints(
                    ConfiguredEndpoints.fromEnvironment(options.environment()), options.endpoints(),
                    options.endpointUrls(), options.environment());
            SharedBeans shared = new SharedBeans(kafka, endpoints, servers.database(),
                    LocalAccess.signingKey(data.root(), environment), environment);
            return Services.start(shared, options.bind(), port, mcpPort, scorers(data, environment),
                    first -> LocalAccess.prepare(first, data.root(), environment));
        } catch (IllegalArgumentException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e); // a setting, explained by its own check
        }
    }

    /// What the environment names, else the data directory's own folder once there is a jar in it.
    private static String scorers(DataDirectory data, Map<String, String> environment) {
        String named = environment.getOrDefault("PROMPTLOOPER_SCORERS", "");
        return named.isBlank() && data.hasScorers() ? data.scorers().toString() : named;
    }

    private void publish() {
        try {
            InstanceFile.publish(data.root(), url().toString(), mcpUrl().map(URI::toString).orElse(null),
                    bootstrapServers(), jdbcUrl());
        } catch (StartFailure e) {
            close();
            throw e;
        }
    }

    /// Web and API, for example `http://127.0.0.1:8400`.
    public URI url() {
        return services.url();
    }

    /// A page that makes its first reader the admin, while there is none. To be shown, never logged.
    public Optional<String> setupLink() {
        return services.setupToken().map(token -> LocalAccess.link(url().toString(), token));
    }

    /// API key of the command line of this machine.
    public String localKey() {
        return LocalAccess.localKey(data.root())
                .orElseThrow(() -> new StartFailure("cannot read " + LocalAccess.localKeyFile(data.root())));
    }

    /// The contexts, for the census of routes.
    Services services() {
        return services;
    }

    /// MCP, if the gateway runs.
    public Optional<URI> mcpUrl() {
        return services.mcpUrl();
    }

    /// Kafka, as clients name it.
    public String bootstrapServers() {
        return servers.bootstrapServers();
    }

    /// PostgreSQL, without credentials.
    public String jdbcUrl() {
        return servers.database().jdbcUrl();
    }

    /// PostgreSQL with credentials.
    public DatabaseSettings database() {
        return servers.database();
    }

    /// Absolute path of the data directory.
    public Path dataDirectory() {
        return data.root();
    }

    /// Returns when the instance has stopped.
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /// Stops everything in order and returns when it is done. Idempotent.
    @Override
    public void close() {
        stopEverything();
        try {
            Runtime.getRuntime().removeShutdownHook(exitHook);
        } catch (IllegalStateException e) {
            // the JVM is ending already, by way of that hook
        }
    }

    private void stopEverything() {
        synchronized (this) {
            if (stopping) {
                return;
            }
            stopping = true;
        }
        closeAll(services, servers, data);
        stopped.countDown();
    }

    private static void closeAll(@Nullable AutoCloseable... parts) {
        for (AutoCloseable part : parts) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) {
                LOG.error("{} did not stop cleanly", part.getClass().getSimpleName(), e);
            }
        }
    }
}
