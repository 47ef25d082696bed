package dev.promptlooper.contracts.kafka;

import static java.util.Objects.requireNonNull;

import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/// Creates the topics of the catalogue and asserts what the design stands on. Safe to run from several processes at once.
public final class TopicProvisioner {

    private static final long TIMEOUT_SECONDS = 60;
    private static final int DESCRIBE_ATTEMPTS = 50;

    private final KafkaSettings settings;

    public TopicProvisioner(KafkaSettings settings) {
        this.settings = settings;
    }

    /// Creates what is missing and checks what is there.
    ///
    /// @return the cluster id
    /// @throws IllegalStateException when Kafka does not answer, or partition counts of co-partitioned topics differ
    public String provision() {
        try (Admin admin = Admin.create(settings.common())) {
            Set<String> existing = await(admin.listTopics().names());
            List<NewTopic> missing = Topic.ALL.stream()
                    .filter(topic -> !existing.contains(topic.topicName()))
                    .map(topic -> new NewTopic(topic.topicName(), settings.partitions(), settings.replication())
                            .configs(topic.config(settings.limits())))
                    .toList();
            admin.createTopics(missing).values().forEach((name, future) -> {
                try {
                    await(future);
                } catch (IllegalStateException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw e;
                    }
                }
            });
            Map<String, TopicDescription> topics = describe(admin);
            checkPartitions(topics);
            checkCleanup(admin);
            awaitLeaders(admin, topics.values());
            return await(admin.describeCluster().clusterId());
        }
    }

    /// Id of the cluster, by which local state is kept apart.
    public String clusterId() {
        try (Admin admin = Admin.create(settings.common())) {
            return await(admin.describeCluster().clusterId());
        }
    }

    /// A broker may not have heard yet of a topic that another one has just created.
    private Map<String, TopicDescription> describe(Admin admin) {
        List<String> names = Topic.ALL.stream().map(Topic::topicName).toList();
        for (int attempt = 1;; attempt++) {
            try {
                return await(admin.describeTopics(names).allTopicNames());
            } catch (IllegalStateException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || attempt == DESCRIBE_ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    /// A partition is in the metadata before its leader takes records. An idempotent producer whose first batch is turned away
    /// then, while its second one is taken, can never send the first again: the broker calls it out of order until the records
    /// are given up. A leader that can tell its end offset takes records.
    private void awaitLeaders(Admin admin, Collection<TopicDescription> topics) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        topics.forEach(topic -> topic.partitions()
                .forEach(partition -> ends.put(new TopicPartition(topic.name(), partition.partition()),
                        OffsetSpec.latest())));
        await(admin.listOffsets(ends).all());
    }

    /// A response topic that deletes is a cache that forgets; a results topic that compacts loses runs.
    private void checkCleanup(Admin admin) {
        Map<ConfigResource, Config> configs = await(admin.describeConfigs(Topic.ALL.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName()))
                .toList()).all());
        Topic.ALL.forEach(topic -> {
            String wanted = topic.config(settings.limits()).get(TopicConfig.CLEANUP_POLICY_CONFIG);
            ConfigEntry found = requireNonNull(
                    configs.get(new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName())))
                    .get(TopicConfig.CLEANUP_POLICY_CONFIG);
            if (found != null && !found.value().equals(wanted)) {
                throw new IllegalStateException("topic " + topic + " has cleanup.policy=" + found.value()
                        + ", the design needs " + wanted + "; set it with kafka-configs, or recreate the topic");
            }
        });
    }

    private static void checkPartitions(Map<String, TopicDescription> topics) {
        Set<Integer> counts = new TreeSet<>();
        Topic.CO_PARTITIONED.forEach(topic -> counts
                .add(requireNonNull(topics.get(topic.topicName())).partitions().size()));
        if (counts.size() != 1) {
            throw new IllegalStateException("the topics " + Topic.CO_PARTITIONED
                    + " must have one partition count, have " + counts
                    + "; single flight and cache depend on it. Recreate the odd ones with the count of promptlooper.response.v1");
        }
    }

    private <T extends @org.jspecify.annotations.Nullable Object> T await(
            org.apache.kafka.common.KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "Kafka at " + settings.bootstrapServers() + " refused: " + e.getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "Kafka at " + settings.bootstrapServers() + " did not answer within " + TIMEOUT_SECONDS
                            + " s; check KAFKA_BOOTSTRAP_SERVERS",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Kafka", e);
        }
    }
}
