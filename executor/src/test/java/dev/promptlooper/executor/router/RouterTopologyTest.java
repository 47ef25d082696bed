package dev.promptlooper.executor.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.event.CallRequested;
import dev.promptlooper.contracts.event.DeadLetter;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.kafka.DeadLetterHandler;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.executor.Fixtures;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/// What the router lets out for one request.
class RouterTopologyTest {

    @TempDir
    Path temp;
    @SuppressWarnings("NullAway.Init")
    private TopologyTestDriver driver;
    @SuppressWarnings("NullAway.Init")
    private TestInputTopic<String, RunRequested> requests;

    @BeforeEach
    void start() {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "router");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        config.put(StreamsConfig.STATE_DIR_CONFIG, temp.toString());
        config.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        driver = new TopologyTestDriver(RouterTopology.build(RouterSettings.DEFAULT), config);
        requests = driver.createInputTopic(Topic.RUN_REQUESTED.topicName(), new StringSerializer(),
                Topic.RUN_REQUESTED.serde().serializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void callCarriesTheConcurrencyOfItsSweep() {
        // Given
        RunRequested limited = withBody(Fixtures.request("s", 0, "one"), Fixtures.body("one"), 8);
        RunRequested free = withBody(Fixtures.request("s", 1, "two"), Fixtures.body("two"), null);
        // When
        requests.pipeInput(limited.configHash(), limited);
        requests.pipeInput(free.configHash(), free);
        // Then
        assertThat(read(Topic.CALL_REQUESTED)).extracting(CallRequested::concurrency).containsExactly(8, null);
    }

    @Test
    void runThatCannotBeProcessedIsADeadLetterAndEndsAsFailed() {
        // Given
        RunRequested broken = withBody(Fixtures.request("s", 3, "one"), "{\"messages\":[]}", null);
        // When
        requests.pipeInput(broken.configHash(), broken);
        // Then
        RunCompleted end = read(Topic.RUN_COMPLETED).getFirst();
        assertThat(end.run()).isEqualTo(broken.run());
        assertThat(end.reserved()).isEqualTo(broken.reserved());
        RunCompleted.Failed failed = (RunCompleted.Failed) end.outcome();
        assertThat(failed.failure()).isEqualTo(FailureClass.INTERNAL);
        assertThat(failed.message()).contains("names no model").contains("dead-letter");
        assertThat(read(Topic.DEAD_LETTER)).extracting(DeadLetter::reason).containsExactly("unprocessable");
    }

    @Test
    void foreignCopyUnderAnotherKeyIsADeadLetterAndEndsNothing() {
        // When
        requests.pipeInput("poison", Fixtures.request("s", 3, "one"));
        // Then
        assertThat(read(Topic.RUN_COMPLETED)).isEmpty();
        assertThat(read(Topic.DEAD_LETTER)).hasSize(1);
    }

    private <T> List<T> read(Topic<T> topic) {
        return driver.createOutputTopic(topic.topicName(), new StringDeserializer(), topic.serde().deserializer())
                .readValuesToList();
    }

    private static RunRequested withBody(RunRequested request, String body, @Nullable Integer concurrency) {
        return new RunRequested(request.schema(), request.purpose(), request.run(), request.configHash(),
                request.endpointUrl(), body, request.input(), request.reserved(), request.cacheNotBefore(),
                request.priority(), concurrency, request.requestedAt());
    }
}
