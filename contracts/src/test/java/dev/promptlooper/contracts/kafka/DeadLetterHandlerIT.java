package dev.promptlooper.contracts.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.event.DeadLetter;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.testkit.ExampleRecords;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

class DeadLetterHandlerIT {

    private static final Set<String> FAILED_ONCE = ConcurrentHashMap.newKeySet();

    @Test
    void poisonGoesToTheDeadLetterTopicOnceAndTheRestIsProcessed(@TempDir Path folder) throws Exception {
        try (TestKafka kafka = TestKafka.start(folder);
                StreamsApp app = new StreamsApp(copyingTopology(),
                        kafka.settings().streams("dead-letter-test", true, 100, kafka.clusterId()))) {
            // Given
            RunScored good = ExampleRecords.of(Topic.RUN_SCORED).getFirst();
            app.start();
            assertThat(app.awaitRunning(Duration.ofSeconds(60))).isTrue();
            // When
            kafka.sendBytes(Topic.RUN_SCORED.topicName(), "k", "not json".getBytes(StandardCharsets.UTF_8));
            kafka.send(Topic.RUN_SCORED, "unprocessable", good);
            kafka.sendBytes(Topic.RUN_SCORED.topicName(), "k", new byte[]{(byte) 0xff, 0});
            kafka.send(Topic.RUN_SCORED, "world", good);
            kafka.send(Topic.RUN_SCORED, "good", good);
            // Then
            Awaitility.await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
                assertThat(kafka.read(Topic.RUN_COMPLETED)).extracting(record -> record.key())
                        .containsExactlyInAnyOrder("good", "world");
                assertThat(kafka.values(Topic.DEAD_LETTER)).hasSize(3);
            });
            List<DeadLetter> letters = kafka.values(Topic.DEAD_LETTER);
            assertThat(letters).allSatisfy(letter -> {
                assertThat(letter.service()).isEqualTo("dead-letter-test");
                assertThat(letter.topic()).isEqualTo(Topic.RUN_SCORED.topicName());
            });
            assertThat(letters).filteredOn(letter -> letter.reason().equals("undecodable"))
                    .extracting(letter -> new String(Base64.getDecoder().decode(letter.valueBase64()),
                            StandardCharsets.ISO_8859_1))
                    .containsExactlyInAnyOrder("not json", "\u00ff\u0000");
            assertThat(letters).filteredOn(letter -> letter.reason().equals("unprocessable"))
                    .singleElement()
                    .satisfies(letter -> {
                        assertThat(letter.message()).contains("cannot be processed");
                        assertThat(Base64.getDecoder().decode(letter.keyBase64())).asString(StandardCharsets.UTF_8)
                                .isEqualTo("unprocessable");
                        assertThat(Topic.RUN_SCORED.serde()
                                .deserialize("t", Base64.getDecoder().decode(letter.valueBase64())))
                                .as("the original can be replayed")
                                .isEqualTo(good);
                    });
        }
    }

    @Test
    void letterIsAlwaysSmallEnoughToSend() {
        // When
        var record = DeadLetters.record("s", "t", 0, 1, new byte[3 << 20], new byte[3 << 20], "undecodable",
                "x".repeat(100_000), 1);
        // Then
        assertThat(record.key()).isNull();
        assertThat(record.value()).hasSizeLessThan(1 << 20);
        DeadLetter letter = Topic.DEAD_LETTER.serde().deserialize("t", record.value());
        assertThat(Base64.getDecoder().decode(letter.valueBase64())).hasSize(512 << 10);
    }

    /// Copies records to a topic that nothing else uses here; some keys make it fail.
    private static Topology copyingTopology() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(Topic.RUN_SCORED.topicName(),
                Consumed.with(Serdes.String(), Topic.RUN_SCORED.serde()).withName("source"))
                .mapValues((key, value) -> {
                    if (key.equals("unprocessable")) {
                        throw new IllegalArgumentException("this one cannot be processed");
                    }
                    if (key.equals("world") && FAILED_ONCE.add(key)) {
                        throw new RetryLater("the database does not answer", new java.io.IOException("down"));
                    }
                    return ExampleRecords.of(Topic.RUN_COMPLETED).getFirst();
                }, Named.as("work"))
                .to(Topic.RUN_COMPLETED.topicName(),
                        Produced.with(Serdes.String(), Topic.RUN_COMPLETED.serde()).withName("sink"));
        return builder.build();
    }
}
