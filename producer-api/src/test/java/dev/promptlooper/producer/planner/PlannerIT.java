package dev.promptlooper.producer.planner;

import static dev.promptlooper.producer.space.Sweeps.sweep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.kafka.StreamsApp;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/// The planner on a real broker, with a responder in place of router, caller and scoring.
class PlannerIT {

    private static final Endpoint LOCAL = Endpoint.of("local", "http://127.0.0.1:1/v1");

    @Test
    void sweepSurvivesRestartsWithoutLosingOrRepeatingARun(@TempDir Path stateDir) throws Exception {
        try (TestKafka kafka = TestKafka.start(stateDir); Responder responder = new Responder(kafka)) {
            // Given
            responder.start();
            StreamsApp first = start(kafka);
            var definition = sweep("s").param("temperature", List.of(0, 1, 2)).cases(150).repeats(2).build();
            kafka.send(Topic.SWEEP_COMMAND, "s",
                    new SweepCommand(1, "c1", "s", 1, "tester", 1, new SweepCommand.Launch(definition)));
            await().atMost(Duration.ofSeconds(60)).until(() -> responder.answered.get() > 100);
            // When
            first.close();
            StreamsApp second = start(kafka);
            await().atMost(Duration.ofSeconds(60)).until(() -> responder.answered.get() > 500);
            second.close();
            try (StreamsApp third = start(kafka)) {
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(kafka.values(Topic.SWEEP_EVENT).getLast().status())
                                .isEqualTo(SweepStatus.COMPLETED));
                assertThat(third.isHealthy()).isTrue();
            }
            // Then
            List<String> runs = kafka.values(Topic.RUN_REQUESTED).stream().map(request -> request.run().id()).toList();
            assertThat(runs).hasSize(900).doesNotHaveDuplicates();
            List<SweepEvent> events = kafka.values(Topic.SWEEP_EVENT);
            assertThat(events.stream().map(SweepEvent::seq))
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
            assertThat(events.getLast().totals().settled()).isEqualTo(900);
            assertThat(events.getLast().totals().spentCalls()).isEqualTo(900);
            assertThat(events.getLast().totals().reservedTokens()).isZero();
            assertThat(kafka.values(Topic.SWEEP_DEFINITION)).containsExactly(definition);
            assertThat(kafka.values(Topic.DEAD_LETTER)).isEmpty();
        }
    }

    private static StreamsApp start(TestKafka kafka) throws InterruptedException {
        PlannerParts parts = Simulation.parts(EndpointCatalog.of(LOCAL), new FairShares(1), Simulation::someCases);
        StreamsApp app = new StreamsApp(PlannerTopology.build(parts),
                kafka.settings().streams(PlannerTopology.APPLICATION_ID, true, 50, kafka.clusterId()));
        app.start();
        assertThat(app.awaitRunning(Duration.ofSeconds(30))).isTrue();
        return app;
    }

    /// Answers every request, each tenth of them twice.
    private static final class Responder implements AutoCloseable {

        final AtomicInteger answered = new AtomicInteger();
        private volatile boolean running = true;
        private final TestKafka kafka;
        private final Thread thread = new Thread(this::run, "responder");

        Responder(TestKafka kafka) {
            this.kafka = kafka;
        }

        void start() {
            thread.start();
        }

        private void run() {
            try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(kafka.settings().consumerWithoutGroup());
                    KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.settings().producer())) {
                List<TopicPartition> partitions = consumer.partitionsFor(Topic.RUN_REQUESTED.topicName())
                        .stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                while (running) {
                    for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                        RunRequested request = Topic.RUN_REQUESTED.serde().deserialize(record.topic(), record.value());
                        answer(producer, request);
                        if (request.run().caseIndex() % 10 == 0) {
                            answer(producer, request);
                        }
                        answered.incrementAndGet();
                    }
                }
            }
        }

        private static void answer(KafkaProducer<String, byte[]> producer, RunRequested request) {
            RunScored scored = new RunScored(1, request.run(), request.configHash(), RunScored.Status.DONE,
                    AnswerSource.CALL, null, null, List.of(), new Usage(10, 5, false), 0.001, 0.001, 15, 1, 3L, 1,
                    request.reserved(), 5);
            producer.send(new ProducerRecord<>(Topic.RUN_SCORED.topicName(), request.run().sweepId(),
                    Topic.RUN_SCORED.serde().serialize(Topic.RUN_SCORED.topicName(), scored)));
        }

        @Override
        public void close() {
            running = false;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
