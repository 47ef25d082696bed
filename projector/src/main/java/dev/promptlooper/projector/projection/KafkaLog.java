package dev.promptlooper.projector.projection;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Identity and extent of the log, by which positions are recognised as belonging to it.
///
/// @param clusterId id of the cluster
/// @param topicIds  id per topic name; a topic that is made anew has another one
/// @param start     first offset per partition
/// @param end       offset after the last record per partition
/// @param committed offsets that the projection's group left per partition, where it did: never ahead of what was once projected
record KafkaLog(String clusterId, Map<String, String> topicIds, Map<TopicPartition, Long> start,
        Map<TopicPartition, Long> end, Map<TopicPartition, Long> committed) {

    private static final long TIMEOUT_SECONDS = 15;

    /// @throws KafkaException when Kafka does not answer
    static KafkaLog describe(Admin admin, Collection<TopicPartition> partitions) {
        Set<String> topics = partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
        String clusterId = await(admin.describeCluster().clusterId());
        Map<String, String> ids = new HashMap<>();
        await(admin.describeTopics(topics).allTopicNames())
                .forEach((name, description) -> ids.put(name, description.topicId().toString()));
        return new KafkaLog(clusterId, ids, offsets(admin, partitions, OffsetSpec.earliest()),
                offsets(admin, partitions, OffsetSpec.latest()), committed(admin, partitions));
    }

    private static Map<TopicPartition, Long> committed(Admin admin, Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        await(admin.listConsumerGroupOffsets(Projector.GROUP).partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> {
                    if (offset != null && partitions.contains(partition)) {
                        offsets.put(partition, offset.offset());
                    }
                });
        return offsets;
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, Collection<TopicPartition> partitions,
            OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> request = new HashMap<>();
        partitions.forEach(partition -> request.put(partition, spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        Map<TopicPartition, ListOffsetsResultInfo> answer = await(admin.listOffsets(request).all());
        answer.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("Kafka did not describe its log within " + TIMEOUT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }
}
