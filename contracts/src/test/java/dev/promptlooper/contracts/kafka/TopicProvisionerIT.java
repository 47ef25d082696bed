package dev.promptlooper.contracts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.topic.Limits;
import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TopicProvisionerIT {

    @TempDir
    private static Path folder;
    private static TestKafka kafka;
    private static Admin admin;

    @BeforeAll
    static void start() {
        kafka = TestKafka.start(folder);
        admin = Admin.create(kafka.settings().common());
    }

    @AfterAll
    static void stop() {
        admin.close();
        kafka.close();
    }

    @Test
    @Order(1)
    void createsEveryTopicAsTheCatalogueSays() throws Exception {
        for (Topic<?> topic : Topic.ALL) {
            // When
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
            var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            var description = admin.describeTopics(List.of(topic.topicName()))
                    .allTopicNames()
                    .get()
                    .get(topic.topicName());
            // Then
            assertThat(description).isNotNull();
            assertThat(description.partitions()).hasSize(KafkaSettings.DEFAULT_PARTITIONS);
            topic.config(Limits.DEFAULT).forEach((key, value) -> {
                ConfigEntry entry = config == null ? null : config.get(key);
                assertThat(entry == null ? null : entry.value()).as(topic + " " + key).isEqualTo(value);
            });
        }
    }

    @Test
    @Order(2)
    void provisioningAgainChangesNothing() {
        assertThat(new TopicProvisioner(kafka.settings()).provision()).isEqualTo(kafka.clusterId());
        assertThat(new TopicProvisioner(kafka.settings()).clusterId()).isEqualTo(kafka.clusterId());
    }

    @Test
    @Order(3)
    void severalProcessesMayProvisionAtOnce() throws Exception {
        // Given
        admin.deleteTopics(Topic.ALL.stream().map(Topic::topicName).toList()).all().get();
        Awaitility.await()
                .until(() -> admin.listTopics()
                        .names()
                        .get()
                        .stream()
                        .noneMatch(name -> name.startsWith("promptlooper.")));
        // When
        List<CompletableFuture<String>> all;
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            all = IntStream.range(0, 4)
                    .mapToObj(i -> CompletableFuture
                            .supplyAsync(() -> new TopicProvisioner(kafka.settings()).provision(), threads))
                    .toList();
        }
        // Then
        assertThat(all).allSatisfy(one -> assertThat(one.join()).isEqualTo(kafka.clusterId()));
        assertThat(admin.listTopics().names().get()).containsAll(Topic.ALL.stream().map(Topic::topicName).toList());
    }

    @Test
    @Order(4)
    void topicWithTheWrongCleanupPolicyIsRefused() throws Exception {
        // Given
        setCleanup(Topic.RESPONSE, "delete");
        // Then
        assertThatIllegalStateException().isThrownBy(() -> new TopicProvisioner(kafka.settings()).provision())
                .withMessageContaining(Topic.RESPONSE.topicName())
                .withMessageContaining("needs compact");
        setCleanup(Topic.RESPONSE, "compact");
        Awaitility.await()
                .untilAsserted(() -> assertThat(new TopicProvisioner(kafka.settings()).provision()).isNotEmpty());
    }

    @Test
    @Order(5)
    void coPartitionedTopicWithAnotherPartitionCountIsRefused() throws Exception {
        // Given
        admin.createPartitions(Map.of(Topic.CALL_REQUESTED.topicName(),
                NewPartitions.increaseTo(KafkaSettings.DEFAULT_PARTITIONS + 1)))
                .all()
                .get();
        // Then
        Awaitility.await()
                .untilAsserted(() -> assertThatIllegalStateException()
                        .isThrownBy(() -> new TopicProvisioner(kafka.settings()).provision())
                        .withMessageContaining("[4, 5]")
                        .withMessageContaining("single flight"));
    }

    private static void setCleanup(Topic<?> topic, String policy) throws Exception {
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName()),
                List.of(new AlterConfigOp(new ConfigEntry("cleanup.policy", policy), AlterConfigOp.OpType.SET))))
                .all()
                .get();
        Awaitility.await().untilAsserted(() -> {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
            var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            ConfigEntry entry = config == null ? null : config.get("cleanup.policy");
            assertThat(entry == null ? null : entry.value()).isEqualTo(policy);
        });
    }
}
