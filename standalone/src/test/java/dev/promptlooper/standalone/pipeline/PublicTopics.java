package dev.promptlooper.standalone.pipeline;

import static java.util.Objects.requireNonNull;

import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.event.DeadLetter;
import dev.promptlooper.contracts.event.Leaderboard;
import dev.promptlooper.contracts.event.ResponseRecorded;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The public topics as a client outside of the project meets them.
final class PublicTopics {

    private PublicTopics() {}

    /// Every committed record that they hold now, as bytes, by topic; topics without any have an empty list.
    static Map<Topic<?>, List<ConsumerRecord<String, byte[]>>> read(String bootstrapServers) {
        Map<String, Topic<?>> topics = new LinkedHashMap<>();
        Topic.ALL.stream().filter(Topic::isPublic).forEach(topic -> topics.put(topic.topicName(), topic));
        Map<Topic<?>, List<ConsumerRecord<String, byte[]>>> records = new LinkedHashMap<>();
        topics.values().forEach(topic -> records.put(topic, new ArrayList<>()));
        KafkaSettings settings = KafkaSettings.local(bootstrapServers, Path.of("unused"));
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings.consumerWithoutGroup())) {
            List<TopicPartition> partitions = topics.keySet()
                    .stream()
                    .flatMap(name -> consumer.partitionsFor(name).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    requireNonNull(records.get(requireNonNull(topics.get(record.topic())))).add(record);
                }
            }
        }
        return records;
    }

    /// Writes a record that is not JSON.
    static void sendUnreadable(String bootstrapServers, Topic<?> topic) throws Exception {
        KafkaSettings settings = KafkaSettings.local(bootstrapServers, Path.of("unused"));
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(settings.producer())) {
            producer.send(new ProducerRecord<>(topic.topicName(), "poison", new byte[]{'{'})).get();
        }
    }

    /// The key that the catalogue promises for a record's value.
    static String key(Object value) {
        return switch (value) {
            case SweepCommand command -> command.sweepId();
            case SweepDefinition definition -> definition.sweepId();
            case SweepEvent event -> event.sweepId();
            case RunRequested requested -> requested.configHash();
            case ResponseRecorded response -> response.configHash();
            case RunCompleted completed -> completed.run().caseKey();
            case RunScored scored -> scored.run().sweepId();
            case CandidateStats stats -> stats.sweepId() + "/" + stats.candidate().index();
            case Leaderboard board -> board.sweepId();
            case Verdict verdict -> verdict.sweepId();
            case DeadLetter letter -> letter.keyBase64() == null
                    ? ""
                    : new String(Base64.getDecoder().decode(letter.keyBase64()), StandardCharsets.UTF_8);
            default -> throw new IllegalArgumentException("no public topic holds a " + value.getClass().getName());
        };
    }
}
