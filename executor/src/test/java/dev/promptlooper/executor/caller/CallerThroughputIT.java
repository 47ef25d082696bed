package dev.promptlooper.executor.caller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.database.BodyStore;
import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.event.CallRequested;
import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.testkit.TestPostgres;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.executor.FakeEndpoint;
import dev.promptlooper.executor.Fixtures;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// How fast the caller is, printed: wall time against runs × latency / concurrency, and processor time per call. The trivial
/// server is in the same process and shares the processors.
@Tag("slow")
class CallerThroughputIT {

    @TempDir
    Path temp;

    @Test
    void callerKeepsAnEndpointBusy() throws Exception {
        try (TestKafka kafka = TestKafka.start(temp)) {
            measure(kafka, 100, 2_000, 200); // warm-up
            measure(kafka, 100, 4_000, 200);
            measure(kafka, 500, 10_000, 200);
            measure(kafka, 500, 20_000, 200);
        }
    }

    private static void measure(TestKafka kafka, int concurrency, int runs, long latencyMs) throws Exception {
        // Given
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(TestPostgres.newDatabase());
        try (KeepAliveServer server = new KeepAliveServer(Duration.ofMillis(latencyMs), FakeEndpoint.ANSWER);
                KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.settings().producer());
                Caller caller = new Caller(kafka.settings(), CallerSettings.DEFAULT,
                        EndpointCatalog.of(new Endpoint("local", server.url(), null, Map.of(), concurrency, null, null,
                                Duration.ofSeconds(30), 3, 1024, Map.of())),
                        new BodyStore(database, kafka.settings().limits()), Map.of(), InstantSource.system(),
                        System::nanoTime, new Random(7))) {
            caller.start();
            while (!caller.isAssigned()) {
                LockSupport.parkNanos(1_000_000);
            }
            for (int i = 0; i < runs; i++) {
                String body = Fixtures.body("question " + i + " of " + server.url());
                CallRequested call = new CallRequested(1, ConfigHash.of(body, server.url(), 0), "local", server.url(),
                        "m1", body, "s", 50, null, 0, 1, System.currentTimeMillis());
                producer.send(new ProducerRecord<>(Topic.CALL_REQUESTED.topicName(), call.configHash(),
                        Topic.CALL_REQUESTED.serde().serialize("", call)));
            }
            producer.flush();
            // When
            while (server.calls() < runs / 10) {
                LockSupport.parkNanos(100_000);
            }
            int from = server.calls();
            long start = System.nanoTime();
            long cpu = cpuNanos();
            while (server.calls() < runs) {
                LockSupport.parkNanos(1_000_000);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpuMicros = (cpuNanos() - cpu) / 1e3 / (runs - from);
            double ideal = (runs - from) * latencyMs / 1e3 / concurrency;
            System.out.printf(
                    "THROUGHPUT concurrency %d, %d ms: %.0f calls/s, wall %.2f x ideal, %.0f us CPU per call (process)%n",
                    concurrency, latencyMs, (runs - from) / seconds, seconds / ideal, cpuMicros);
            // Then
            assertThat(server.calls()).isEqualTo(runs);
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) java.lang.management.ManagementFactory
                .getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
