package dev.promptlooper.standalone.security;

import dev.promptlooper.contracts.database.DatabaseSettings;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Where a text that should be nowhere may have got to. Every search names the places where it found the text.
final class Sinks {

    private Sinks() {}

    /// Every record of every topic, internal ones too: keys, values and headers.
    static List<String> topics(String bootstrapServers, String text) {
        Map<String, Object> config = KafkaSettings.local(bootstrapServers, Path.of("unused")).consumerWithoutGroup();
        List<String> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.listTopics()
                    .values()
                    .stream()
                    .flatMap(List::stream)
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (contains(record.key(), text) || contains(record.value(), text)
                            || Stream.of(record.headers().toArray())
                                    .anyMatch(header -> contains(header.value(), text))) {
                        found.add(record.topic() + " at " + record.offset());
                    }
                }
            }
        }
        return found;
    }

    /// Every column of every table in every schema, texts and bytes.
    static List<String> database(DatabaseSettings settings, String text) throws SQLException {
        List<String> found = new ArrayList<>();
        String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        try (Connection connection = DriverManager.getConnection(settings.jdbcUrl(), settings.user(),
                settings.password())) {
            for (String table : tables(connection)) {
                try (PreparedStatement query = connection.prepareStatement("SELECT count(*) FROM " + table
                        + " AS t WHERE strpos(t::text, ?) > 0 OR strpos(t::text, ?) > 0")) {
                    query.setString(1, text);
                    query.setString(2, hex);
                    try (ResultSet rows = query.executeQuery()) {
                        rows.next();
                        if (rows.getLong(1) > 0) {
                            found.add(table);
                        }
                    }
                }
            }
        }
        return found;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT format('%I.%I', schemaname, tablename) FROM"
                + " pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    /// Every file below a folder, as it lies there, but for Kafka's indexes: megabytes of positions, mostly holes.
    static List<String> files(Path folder, String text) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith("index"))
                    .toList()) {
                try {
                    if (Files.size(file) < 64 << 20 && contains(Files.readAllBytes(file), text)) {
                        found.add(folder.relativize(file).toString());
                    }
                } catch (NoSuchFileException e) {
                    // a database removes files while it runs
                }
            }
        }
        return found;
    }

    private static boolean contains(byte @org.jspecify.annotations.Nullable [] bytes, String text) {
        return bytes != null && new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
    }
}
