package dev.promptlooper.standalone.runtime;

import dev.promptlooper.contracts.database.DatabaseSettings;
import dev.promptlooper.standalone.StartFailure;
import dev.promptlooper.standalone.broker.EmbeddedBroker;
import dev.promptlooper.standalone.database.EmbeddedPostgresServer;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Kafka and PostgreSQL: embedded, or external where the environment names them.
///
/// @param bootstrapServers brokers
/// @param database         database with credentials
public record Servers(String bootstrapServers, DatabaseSettings database, @Nullable EmbeddedBroker broker,
        @Nullable EmbeddedPostgresServer postgres) implements AutoCloseable {

    private static final Executor THREADS = task -> Thread.ofPlatform().name("promptlooper-start").start(task);

    /// Starts what is not external, both at once, and returns when both answer.
    ///
    /// @throws StartFailure when one does not start; the other is stopped then
    public static Servers start(DataDirectory data, StandaloneOptions options, Consumer<String> onFatal) {
        Map<String, String> environment = options.environment();
        String external = environment.getOrDefault("KAFKA_BOOTSTRAP_SERVERS", "");
        boolean hasDatabase = !environment.getOrDefault("DATABASE_URL", "").isBlank();
        int kafkaPort = external.isBlank() ? Ports.claim(options.kafkaPort(), "Kafka", "--kafka-port") : 0;
        int postgresPort = hasDatabase ? 0 : postgresPort(data, options);

        CompletableFuture<@Nullable EmbeddedPostgresServer> postgres = hasDatabase
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.supplyAsync(() -> EmbeddedPostgresServer.start(data.root(),
                        data.logs().resolve("postgres.log"), postgresPort), THREADS);
        CompletableFuture<@Nullable EmbeddedBroker> broker = !external.isBlank()
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.supplyAsync(
                        () -> EmbeddedBroker.start(data.kafka(), kafkaPort, controllerPort(data), onFatal), THREADS);
        try {
            EmbeddedBroker startedBroker = broker.join();
            EmbeddedPostgresServer startedPostgres = postgres.join();
            return new Servers(startedBroker == null ? external : startedBroker.bootstrapServers(),
                    startedPostgres == null ? externalDatabase(environment) : startedPostgres.settings(), startedBroker,
                    startedPostgres);
        } catch (CompletionException e) {
            stopBoth(postgres, broker);
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static int postgresPort(DataDirectory data, StandaloneOptions options) {
        EmbeddedPostgresServer.stopLeftBehind(data.root()); // or its own port would seem taken
        return Ports.claim(options.postgresPort(), "PostgreSQL", "--postgres-port");
    }

    private static DatabaseSettings externalDatabase(Map<String, String> environment) {
        try {
            return DatabaseSettings.fromEnvironment(environment);
        } catch (IllegalArgumentException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private static void stopBoth(CompletableFuture<@Nullable EmbeddedPostgresServer> postgres,
            CompletableFuture<@Nullable EmbeddedBroker> broker) {
        EmbeddedPostgresServer startedPostgres = postgres.exceptionally(e -> null).join();
        EmbeddedBroker startedBroker = broker.exceptionally(e -> null).join();
        if (startedPostgres != null) {
            startedPostgres.close();
        }
        if (startedBroker != null) {
            startedBroker.close();
        }
    }

    /// The port of the last start when it is free, so that it stays the same; else any free one.
    private static int controllerPort(DataDirectory data) {
        Path file = data.root().resolve("kafka-controller-port");
        try {
            if (Files.exists(file)) {
                try {
                    return Ports.claim(Integer.parseInt(Files.readString(file).strip()), "Kafka controller", "");
                } catch (StartFailure | NumberFormatException e) {
                    // taken or unreadable: choose again below
                }
            }
            int port = Ports.free();
            Files.writeString(file, port + "\n");
            return port;
        } catch (IOException e) {
            throw new StartFailure("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /// PostgreSQL first, so that its clients are gone; the broker last. Idempotent.
    @Override
    public void close() {
        if (postgres != null) {
            postgres.close();
        }
        if (broker != null) {
            broker.close();
        }
    }
}
