package dev.promptlooper.standalone.broker;

import dev.promptlooper.standalone.StartFailure;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;

/// A Kafka broker and controller inside this JVM. Any Kafka client on this machine can subscribe to it.
///
/// At most one runs per JVM at a time, because Kafka keeps its metrics registry and exit procedures static. The log directory
/// is formatted on first use and keeps its cluster id; after a kill the log is recovered at the next start.
public final class EmbeddedBroker implements AutoCloseable {

    private final KafkaRaftServer server;
    private final int port;
    private boolean closed;

    private EmbeddedBroker(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /// Starts a broker and returns when clients can use it.
    ///
    /// @param logDir         its directory, made when absent
    /// @param port           loopback port for clients; free, not 0
    /// @param controllerPort loopback port of the controller; free, not 0. It may change between starts
    /// @param onFatal        told, once and on a thread of its own, when the broker cannot go on; must stop the application
    /// @throws StartFailure when the directory cannot be used
    public static EmbeddedBroker start(Path logDir, int port, int controllerPort, Consumer<String> onFatal) {
        format(logDir);
        Properties properties = BrokerProperties.of(logDir, port, controllerPort);
        ExitTrap.set(onFatal);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException e) {
            ExitTrap.ignore();
            server.shutdown();
            throw new StartFailure("the embedded broker does not start on " + logDir + ": " + reason(e)
                    + "; the log file tells more", e);
        }
        return new EmbeddedBroker(server, port);
    }

    /// `host:port` for clients.
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /// Stops in order and flushes the logs. Idempotent.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        ExitTrap.ignore();
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(Path logDir) {
        if (Files.exists(logDir.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream quiet = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            Files.createDirectories(logDir);
            new Formatter()
                    .setPrintStream(quiet) // it prints the metadata records it writes
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(BrokerProperties.NODE_ID)
                    .setDirectories(List.of(logDir.toString()))
                    .setMetadataLogDirectory(logDir.toString())
                    .setControllerListenerName(BrokerProperties.CONTROLLER)
                    .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setIgnoreFormatted(true)
                    .run();
        } catch (IOException e) {
            throw new StartFailure("cannot write the broker's directory " + logDir + ": " + reason(e)
                    + "; choose another directory with --data", e);
        } catch (Exception e) {
            throw new StartFailure("cannot format the broker's directory " + logDir + ": " + reason(e)
                    + "; move it away to start with an empty one", e);
        }
    }

    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage().replace('\n', ' ');
    }
}
