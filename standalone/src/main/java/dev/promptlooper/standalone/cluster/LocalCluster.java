package dev.promptlooper.standalone.cluster;

import dev.promptlooper.contracts.access.SigningKey;
import dev.promptlooper.contracts.http.AllowedHosts;
import dev.promptlooper.contracts.database.DatabaseSettings;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.kafka.TopicProvisioner;
import dev.promptlooper.standalone.StartFailure;
import dev.promptlooper.standalone.cluster.Routes.Target;
import dev.promptlooper.standalone.database.EmbeddedPostgresServer;
import dev.promptlooper.standalone.runtime.DataDirectory;
import dev.promptlooper.standalone.runtime.InstanceFile;
import dev.promptlooper.standalone.runtime.LocalAccess;
import dev.promptlooper.standalone.runtime.Ports;
import dev.promptlooper.standalone.runtime.StandaloneOptions;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/// The processes of a local cluster, and the front. Started and stopped by one thread.
final class LocalCluster implements AutoCloseable {

    private static final String BROKER_HEAP = "400m";
    /// Tells the API to keep a key for the command line in a file.
    private static final String LOCAL_KEY = "PROMPTLOOPER_LOCAL_KEY_FILE";
    private static final String SERVICE_HEAP = "320m";

    private final StandaloneOptions options;
    private final Consumer<String> progress;
    private final DataDirectory data;
    /// What runs, newest first: closed from the first to the last.
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Map<String, String> environment = new HashMap<>();
    private volatile boolean stopping;

    private LocalCluster(StandaloneOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
        this.data = DataDirectory.open(options.data());
        running.push(data);
    }

    /// Returns when every service is healthy.
    static LocalCluster start(StandaloneOptions options, int executors, Consumer<String> progress)
            throws InterruptedException {
        if (executors < 1 || executors > 64) {
            throw new StartFailure("--executors must be 1 to 64, was " + executors);
        }
        LocalCluster cluster = new LocalCluster(options, progress);
        try {
            cluster.startAll(executors);
            return cluster;
        } catch (IOException e) {
            cluster.close();
            throw new StartFailure("the cluster does not start: " + e.getMessage(), e);
        } catch (RuntimeException | Error | InterruptedException e) {
            cluster.close();
            throw e;
        }
    }

    private void startAll(int executors) throws IOException, InterruptedException {
        EmbeddedPostgresServer.stopLeftBehind(data.root());
        int port = Ports.claim(options.port(), "web and API", "--port");
        int mcpPort = Ports.claim(options.mcpPort(), "MCP", "--mcp-port");
        options.endpointUrls()
                .forEach((name, url) -> environment
                        .put("PROMPTLOOPER_ENDPOINT_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_")
                                + "_URL", url));
        if (!SigningKey.isConfigured(options.environment())) {
            environment.put("PROMPTLOOPER_SIGNING_KEY_FILE", LocalAccess.signingKeyFile(data.root()).toString());
        }
        environment.put(LOCAL_KEY, LocalAccess.localKeyFile(data.root()).toString());
        startBroker();
        startDatabase();
        List<Started> services = new ArrayList<>();
        services.add(startService(ServiceName.PROJECTOR, 1));
        services.add(startService(ServiceName.SCORING, 1));
        for (int i = 1; i <= executors; i++) {
            services.add(startService(ServiceName.EXECUTOR, i));
        }
        services.add(startService(ServiceName.PRODUCER_API, 1));
        for (Started service : services) {
            service.process().awaitHealthy(service.port());
            progress.accept(service.process().label() + " on port " + service.port());
        }
        Map<Target, Integer> backends = Map.of(Target.QUERIES, services.getFirst().port(), Target.SCORING,
                services.get(1).port(), Target.COMMANDS, services.getLast().port());
        Front front = Front.start(port, backends, AllowedHosts.fromEnvironment(options.environment()));
        running.push(front);
        environment.put("PROMPTLOOPER_URL", "http://127.0.0.1:" + front.port());
        String mcpUrl = startGateway(mcpPort);
        InstanceFile.publish(data.root(), "http://127.0.0.1:" + front.port(), mcpUrl, bootstrapServers(),
                DatabaseSettings.fromEnvironment(environment).jdbcUrl());
    }

    private record Started(ServiceProcess process, int port) {}

    private void startBroker() throws IOException {
        String external = options.environment().getOrDefault("KAFKA_BOOTSTRAP_SERVERS", "");
        if (!external.isBlank()) {
            environment.put("KAFKA_BOOTSTRAP_SERVERS", external);
            return;
        }
        int port = Ports.claim(options.kafkaPort(), "Kafka", "--kafka-port");
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + port);
        ServiceProcess broker = ServiceProcess.start("broker", BROKER_HEAP, data.logs(), Map.of(),
                List.of("broker", "--dir", data.root().resolve("kafka").toString(), "--log",
                        data.logs().resolve("broker-server.log").toString(), "--port", String.valueOf(port),
                        "--controller-port", String.valueOf(Ports.free())));
        watch(broker);
        new TopicProvisioner(KafkaSettings.fromEnvironment(environment)).provision();
        progress.accept("broker on port " + port);
    }

    private void startDatabase() {
        String external = options.environment().getOrDefault("DATABASE_URL", "");
        if (!external.isBlank()) {
            environment.put("DATABASE_URL", external);
            return;
        }
        int port = Ports.claim(options.postgresPort(), "PostgreSQL", "--postgres-port");
        EmbeddedPostgresServer postgres = EmbeddedPostgresServer.start(data.root(), data.logs().resolve("postgres.log"),
                port);
        running.push(postgres);
        DatabaseSettings settings = postgres.settings();
        environment.put("DATABASE_URL",
                "postgresql://" + settings.user() + ":" + settings.password() + "@127.0.0.1:" + port
                        + "/promptlooper");
        progress.accept("PostgreSQL on port " + port);
    }

    private Started startService(ServiceName service, int number) throws IOException {
        String label = number == 1 ? service.label() : service.label() + "-" + number;
        if (service.application().isEmpty()) {
            throw new StartFailure("the service '" + service.label() + "' is not part of this build");
        }
        int port = choosePort(service, number);
        Map<String, String> own = new HashMap<>(environment);
        own.put("PORT", String.valueOf(port));
        own.put("BIND_ADDRESS", "127.0.0.1"); // behind the front
        own.put("PROMPTLOOPER_STATE_DIR", data.root().resolve("cluster").resolve(label).resolve("streams").toString());
        ServiceProcess process = ServiceProcess.start(label, SERVICE_HEAP, data.logs(), own,
                List.of("service", service.label()));
        watch(process);
        return new Started(process, port);
    }

    private static int choosePort(ServiceName service, int number) throws IOException {
        try {
            return number == 1 ? Ports.claim(service.port(), service.label(), "PORT") : Ports.free();
        } catch (StartFailure e) {
            return Ports.free(); // inner ports need not be known
        }
    }

    private @org.jspecify.annotations.Nullable String startGateway(int port) throws InterruptedException {
        if (ServiceName.MCP.application().isEmpty()) {
            return null;
        }
        Map<String, String> own = new HashMap<>(environment);
        own.put("PORT", String.valueOf(port));
        ServiceProcess process = ServiceProcess.start(ServiceName.MCP.label(), SERVICE_HEAP, data.logs(), own,
                List.of("service", ServiceName.MCP.label()));
        watch(process);
        process.awaitHealthy(port);
        progress.accept("mcp on port " + port);
        return "http://127.0.0.1:" + port + "/mcp";
    }

    private void watch(ServiceProcess process) {
        running.push(process);
        process.onEnd(line -> {
            if (!stopping) {
                progress.accept(line + " (nothing is restarted)");
            }
        });
    }

    String url() {
        return environment.getOrDefault("PROMPTLOOPER_URL", "");
    }

    String bootstrapServers() {
        return environment.getOrDefault("KAFKA_BOOTSTRAP_SERVERS", "");
    }

    /// Gateway and front first, then the services from the writers to the readers, PostgreSQL, the broker, the lock.
    @Override
    public void close() {
        stopping = true;
        while (!running.isEmpty()) {
            AutoCloseable part = running.pop();
            try {
                part.close();
            } catch (Exception e) {
                progress.accept(part + " did not stop cleanly: " + e);
            }
        }
    }
}
