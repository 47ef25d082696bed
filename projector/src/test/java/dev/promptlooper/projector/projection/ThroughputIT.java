package dev.promptlooper.projector.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.projector.ProjectorFixture;
import dev.promptlooper.projector.Samples;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Locale;

/// Prints how fast runs are projected, and what it costs; a figure to look at, not a promise to assert on a busy machine.
class ThroughputIT {

    private static final int RUNS = Integer.getInteger("promptlooper.throughput.runs", 40_000);
    private static final int CASES = 1_000;

    @Test
    void projectionOfCachedRunsIsMeasured() throws Exception {
        try (TestKafka kafka = TestKafka.start(Path.of("target", "streams"));
                ProjectorFixture fixture = new ProjectorFixture(kafka.settings(), ProjectionSettings.DEFAULT)) {
            // Given
            try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.settings().producer())) {
                for (int i = 0; i < RUNS; i++) {
                    producer.send(new ProducerRecord<>(Topic.RUN_SCORED.topicName(), "big",
                            Topic.RUN_SCORED.serde()
                                    .serialize("", Samples.run("big", i / CASES, i % CASES, AnswerSource.HIT))));
                }
            }
            // When
            long begin = System.nanoTime();
            fixture.start();
            fixture.awaitCaughtUp();
            double seconds = (System.nanoTime() - begin) / 1e9;
            // Then
            System.out.printf(Locale.ROOT,
                    "projected %d runs in %.1f s with start-up: %.0f runs/s, %.1f us of the projector's thread per run%n",
                    RUNS, seconds, RUNS / seconds, projectorCpuNanos() / 1e3 / RUNS);
            assertThat(fixture.number("SELECT runs FROM results.sweep_count")).isEqualTo(RUNS);
        }
    }

    private static long projectorCpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().equals("projector")) {
                return threads.getThreadCpuTime(thread.getThreadId());
            }
        }
        return -1;
    }
}
