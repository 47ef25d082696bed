package dev.promptlooper.executor;

import dev.promptlooper.contracts.database.BodyStore;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.kafka.StreamsApp;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.executor.caller.Caller;
import dev.promptlooper.executor.caller.CallerSettings;
import dev.promptlooper.executor.router.RouterSettings;
import dev.promptlooper.executor.router.RouterTopology;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import javax.sql.DataSource;

/// Routers and callers without Spring, to be started, stopped and killed one by one.
public final class ExecutorUnderTest {

    public static final CallerSettings CALLER = new CallerSettings(20_000, 64 << 20, 50_000, Duration.ofMillis(200),
            Duration.ofSeconds(2), Duration.ofSeconds(4), new dev.promptlooper.executor.limits.Backoff(
                    Duration.ofMillis(20), Duration.ofMillis(200)));

    private ExecutorUnderTest() {}

    public static StreamsApp router(TestKafka kafka, Path stateDir) throws InterruptedException {
        KafkaSettings settings = new KafkaSettings(kafka.settings().bootstrapServers(), kafka.settings().partitions(),
                (short) 1, stateDir, kafka.settings().limits(), Map.of());
        StreamsApp router = new StreamsApp(RouterTopology.build(RouterSettings.DEFAULT), settings.streams(
                RouterTopology.APPLICATION_ID, false, RouterSettings.DEFAULT.commitInterval().toMillis(),
                kafka.clusterId()));
        router.start();
        if (!router.awaitRunning(Duration.ofSeconds(60))) {
            throw new IllegalStateException("the router does not start");
        }
        return router;
    }

    public static Caller caller(TestKafka kafka, DataSource database, EndpointCatalog endpoints,
            Map<String, String> environment) {
        return caller(kafka, database, endpoints, environment, CALLER);
    }

    public static Caller caller(TestKafka kafka, DataSource database, EndpointCatalog endpoints,
            Map<String, String> environment, CallerSettings settings) {
        Caller caller = new Caller(kafka.settings(), settings, endpoints,
                new BodyStore(database, kafka.settings().limits()), environment, InstantSource.system(),
                System::nanoTime, new Random(7));
        caller.start();
        return caller;
    }
}
