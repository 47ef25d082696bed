package dev.promptlooper.contracts.kafka;

import dev.promptlooper.contracts.topic.Limits;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// How every service talks to Kafka: one place for addresses, sizes, protocols and guarantees.
///
/// @param bootstrapServers brokers, comma separated
/// @param partitions       partitions of every topic; decided when the topics are created and never changed
/// @param replication      replication factor of topics, changelogs included
/// @param stateDir         parent of all Streams state; a sub-directory per cluster id is used
/// @param limits           record sizes
/// @param security         extra client properties (`security.protocol`, `sasl.*`, `ssl.*`)
public record KafkaSettings(String bootstrapServers, int partitions, short replication, Path stateDir, Limits limits,
        Map<String, String> security) {

    public static final int DEFAULT_PARTITIONS = 4;
    // A run passes five producers, so this delays it by a tenth of a second; but at a few milliseconds most batches hold two or
    // three records, and the broker's work per batch, not per record, is what limits a small machine.
    private static final int LINGER_MS = 20;
    private static final int POLL_MS = 20;

    public KafkaSettings {
        if (bootstrapServers.isBlank()) {
            throw new IllegalArgumentException(
                    "KAFKA_BOOTSTRAP_SERVERS is empty; give host:port, or start standalone, which brings a broker");
        }
        if (partitions < 1) {
            throw new IllegalArgumentException("PROMPTLOOPER_PARTITIONS must be 1 or more, was " + partitions);
        }
        security = Map.copyOf(security);
    }

    /// Settings for a local broker.
    public static KafkaSettings local(String bootstrapServers, Path stateDir) {
        return new KafkaSettings(bootstrapServers, DEFAULT_PARTITIONS, (short) 1, stateDir, Limits.DEFAULT, Map.of());
    }

    /// From `KAFKA_BOOTSTRAP_SERVERS`, `PROMPTLOOPER_PARTITIONS`, `PROMPTLOOPER_REPLICATION`, `PROMPTLOOPER_STATE_DIR` and
    /// every `KAFKA_CLIENT_*` variable (`KAFKA_CLIENT_SASL_MECHANISM` → `sasl.mechanism`).
    public static KafkaSettings fromEnvironment(Map<String, String> environment) {
        Map<String, String> security = new HashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith("KAFKA_CLIENT_")) {
                security.put(
                        name.substring("KAFKA_CLIENT_".length()).toLowerCase(java.util.Locale.ROOT).replace('_', '.'),
                        value);
            }
        });
        return new KafkaSettings(environment.getOrDefault("KAFKA_BOOTSTRAP_SERVERS", ""),
                number(environment, "PROMPTLOOPER_PARTITIONS", DEFAULT_PARTITIONS),
                (short) number(environment, "PROMPTLOOPER_REPLICATION", 1),
                Path.of(environment.getOrDefault("PROMPTLOOPER_STATE_DIR", "data/streams")), Limits.DEFAULT, security);
    }

    private static int number(Map<String, String> environment, String name, int fallback) {
        String text = environment.getOrDefault(name, "").strip();
        if (text.isEmpty()) {
            return fallback;
        }
        if (!text.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException(name + " must be a whole number from 1 to 9999, was '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    /// Names the security properties only: their values hold passwords.
    @Override
    public String toString() {
        return "KafkaSettings[" + bootstrapServers + ", partitions=" + partitions + ", replication=" + replication
                + ", stateDir=" + stateDir + ", security=" + security.keySet() + "]";
    }

    /// Properties common to all clients.
    public Map<String, Object> common() {
        Map<String, Object> props = new HashMap<>(security);
        props.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return props;
    }

    /// A plain producer: string keys, byte values, idempotent, zstd, a linger of some milliseconds.
    public Map<String, Object> producer() {
        Map<String, Object> props = common();
        props.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        props.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        props.put(ProducerConfig.ACKS_CONFIG, "all");
        props.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        props.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
        props.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        props.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, limits.recordBytes());
        return props;
    }

    /// A plain consumer: string keys, byte values (decode by hand, so that a poison record cannot loop), read committed, no
    /// automatic commits, KIP-848 groups.
    public Map<String, Object> consumer(String groupId) {
        Map<String, Object> props = consumerWithoutGroup();
        props.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        props.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        return props;
    }

    /// As [#consumer] for consumers that assign partitions themselves.
    public Map<String, Object> consumerWithoutGroup() {
        Map<String, Object> props = common();
        props.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        props.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        props.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        props.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        props.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        props.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, limits.recordBytes());
        return props;
    }

    /// A Streams application. State lives under the cluster id, because old state against a fresh broker gives wrong counts.
    ///
    /// @param applicationId     also the consumer group
    /// @param exactlyOnce       exactly-once-v2, or at-least-once with committed reads
    /// @param commitIntervalMs  commit interval
    /// @param clusterId         id of the cluster, see [TopicProvisioner#clusterId()]
    public Map<String, Object> streams(String applicationId, boolean exactlyOnce, long commitIntervalMs,
            String clusterId) {
        Map<String, Object> props = common();
        props.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        groupMembership(props);
        props.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                exactlyOnce ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
        props.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitIntervalMs);
        // A quiet thread looks after its commit only when a poll returns, so this is part of the latency of the last runs.
        props.put(StreamsConfig.POLL_MS_CONFIG, POLL_MS);
        props.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.resolve(clusterId).toString());
        props.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) replication);
        props.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        props.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbMemory.class);
        props.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        props.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        props.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        props.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), LINGER_MS);
        props.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "zstd");
        props.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), limits.recordBytes());
        props.put(StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
        props.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), limits.recordBytes());
        props.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        return props;
    }

    /// The classic protocol: the streams protocol of Kafka 4.2 takes no other topology than the first one of a group, so that no
    /// release could ever change one. Reasons and figures: `docs/adr/014-classic-group-protocol.md`.
    private static void groupMembership(Map<String, Object> props) {
        props.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        // As long as the embedded broker waits for the members of other groups; the broker's default would be 45 s.
        props.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        // Members hear of a rebalance by their heartbeats: with the default a new process would wait for up to 3 s.
        props.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_000);
        // A task with much state moves to a new process when that has caught up. Look for it every minute, not every ten.
        props.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000L);
    }
}
