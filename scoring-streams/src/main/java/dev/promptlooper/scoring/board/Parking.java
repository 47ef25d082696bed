package dev.promptlooper.scoring.board;

import dev.promptlooper.contracts.json.JsonSerde;
import dev.promptlooper.contracts.kafka.DeadLetters;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Records that came before the definition of their sweep. They wait in a store, survive a restart, are tried again, and
/// become dead letters when their time is up. The topic of definitions is read by another consumer than the runs, so a short
/// wait is normal right after a launch.
///
/// @param <V> the records' type
final class Parking<V> {

    private final KeyValueStore<Bytes, byte[]> store;
    private final JsonSerde<V> serde;
    private final String topic;
    private final long patienceMs;
    private final ProcessorContext<Object, Object> context;
    private final String deadLetters;
    private boolean occupied = true;

    Parking(String storeName, JsonSerde<V> serde, String topic, Duration patience,
            ProcessorContext<Object, Object> context, String deadLetters) {
        this.store = context.getStateStore(storeName);
        this.serde = serde;
        this.topic = topic;
        this.patienceMs = patience.toMillis();
        this.context = context;
        this.deadLetters = deadLetters;
    }

    static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name, int recordBytes) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of("max.message.bytes", String.valueOf(recordBytes)));
    }

    /// Puts the record that is being processed aside.
    void park(Record<String, V> record) {
        RecordMetadata place = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("only records from a topic can be parked"));
        byte[] key = record.key() == null ? new byte[0] : record.key().getBytes(StandardCharsets.UTF_8);
        byte[] value = serde.serialize(topic, record.value());
        store.put(
                Bytes.wrap(ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                        .putInt(place.partition())
                        .putLong(place.offset())
                        .array()),
                new Packer(key.length + value.length + 24).number(context.currentSystemTimeMs())
                        .block(key)
                        .block(value)
                        .toBytes());
        occupied = true;
    }

    /// Tries every parked record again.
    ///
    /// @param attempt true when the record was processed, false when its definition is still missing
    void retry(long now, Predicate<V> attempt) {
        if (!occupied) {
            return;
        }
        List<KeyValue<Bytes, byte[]>> parked = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(parked::add);
        }
        boolean left = false;
        for (KeyValue<Bytes, byte[]> entry : parked) {
            Unpacker unpacker = new Unpacker(entry.value);
            long since = unpacker.number();
            byte[] key = unpacker.block();
            byte[] value = unpacker.block();
            if (attempt.test(serde.deserialize(topic, value))) {
                store.delete(entry.key);
            } else if (now - since >= patienceMs) {
                deadLetter(entry.key, key, value, now);
                store.delete(entry.key);
            } else {
                left = true;
            }
        }
        occupied = left;
    }

    private void deadLetter(Bytes place, byte[] key, byte[] value, long now) {
        ByteBuffer numbers = ByteBuffer.wrap(place.get());
        ProducerRecord<byte[], byte[]> letter = DeadLetters.record(context.applicationId(), topic, numbers.getInt(),
                numbers.getLong(), key, value, "no-definition",
                "no readable definition of its sweep came within " + patienceMs
                        + " ms; check sweep.definition, then replay this record",
                now);
        context.forward(new Record<>(letter.key(), letter.value(), now), deadLetters);
    }
}
