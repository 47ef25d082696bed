package dev.promptlooper.scoring.board;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/// The three stores of the board and the form of their keys.
///
/// Keys begin with the sweep's id and a zero byte, so that a sweep's candidates lie together; numbers are big-endian, so that
/// they are in order.
final class BoardStores {

    static final String CELLS = "cells";
    static final String CANDIDATES = "candidates";
    static final String SWEEPS = "sweeps";

    private final KeyValueStore<Bytes, byte[]> cells;
    private final KeyValueStore<Bytes, byte[]> candidates;
    private final KeyValueStore<String, byte[]> sweeps;

    BoardStores(ProcessorContext<?, ?> context) {
        cells = context.getStateStore(CELLS);
        candidates = context.getStateStore(CANDIDATES);
        sweeps = context.getStateStore(SWEEPS);
    }

    /// A run is written about once, so a cache in front of `cells` would only cost; candidates change with every run, so a
    /// cache in front of them saves most of the changelog.
    static Set<StoreBuilder<?>> builders() {
        return Set.of(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(CELLS), Serdes.Bytes(), Serdes.ByteArray())
                        .withLoggingEnabled(Map.of()),
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(CANDIDATES), Serdes.Bytes(),
                        Serdes.ByteArray()).withLoggingEnabled(Map.of()).withCachingEnabled(),
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(SWEEPS), Serdes.String(),
                        Serdes.ByteArray()).withLoggingEnabled(Map.of()).withCachingEnabled());
    }

    CaseCells cells(String sweepId, long candidate, long caseIndex) {
        return CaseCells.fromBytes(cells.get(key(sweepId, candidate, caseIndex)));
    }

    void put(String sweepId, long candidate, long caseIndex, CaseCells value) {
        cells.put(key(sweepId, candidate, caseIndex), value.toBytes());
    }

    @Nullable
    CandidateState candidate(String sweepId, long candidate) {
        byte[] bytes = candidates.get(key(sweepId, candidate));
        return bytes == null ? null : CandidateState.fromBytes(bytes);
    }

    void put(String sweepId, long candidate, CandidateState value) {
        candidates.put(key(sweepId, candidate), value.toBytes());
    }

    void forEachCandidate(String sweepId, BiConsumer<Long, CandidateState> action) {
        try (KeyValueIterator<Bytes, byte[]> all = candidates.range(key(sweepId, 0), key(sweepId, Long.MAX_VALUE))) {
            all.forEachRemaining(entry -> {
                byte[] key = entry.key.get();
                action.accept(ByteBuffer.wrap(key).getLong(key.length - Long.BYTES),
                        CandidateState.fromBytes(entry.value));
            });
        }
    }

    /// Deletes cells and candidates of a sweep.
    ///
    /// @param most so many entries at a time
    /// @return true when nothing is left
    boolean delete(String sweepId, int most) {
        int left = delete(cells, key(sweepId), key(sweepId, Long.MAX_VALUE, Long.MAX_VALUE), most);
        left = left == 0 ? 0 : delete(candidates, key(sweepId), key(sweepId, Long.MAX_VALUE), left);
        return left > 0;
    }

    /// @return how many more could have been deleted
    private static int delete(KeyValueStore<Bytes, byte[]> store, Bytes from, Bytes to, int most) {
        List<Bytes> found = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> range = store.range(from, to)) {
            while (range.hasNext() && found.size() < most) {
                found.add(range.next().key);
            }
        }
        found.forEach(store::delete);
        return most - found.size();
    }

    /// What is known of a sweep's emissions; revision 0 when nothing is.
    Emission emission(String sweepId) {
        byte[] bytes = sweeps.get(sweepId);
        return bytes == null ? new Emission(0, false) : Emission.fromBytes(bytes);
    }

    void put(String sweepId, Emission emission) {
        sweeps.put(sweepId, emission.toBytes());
    }

    void forEachSweep(BiConsumer<String, Emission> action) {
        try (KeyValueIterator<String, byte[]> all = sweeps.all()) {
            all.forEachRemaining(entry -> action.accept(entry.key, Emission.fromBytes(entry.value)));
        }
    }

    private static Bytes key(String sweepId, long... numbers) {
        byte[] id = sweepId.getBytes(StandardCharsets.UTF_8);
        ByteBuffer key = ByteBuffer.allocate(id.length + 1 + numbers.length * Long.BYTES).put(id).put((byte) 0);
        for (long number : numbers) {
            key.putLong(number);
        }
        return Bytes.wrap(key.array());
    }

    /// @param revision of the last leaderboard
    /// @param stale    whether something changed since
    record Emission(long revision, boolean stale) {

        byte[] toBytes() {
            return new Packer(12).number(revision).number(stale ? 1 : 0).toBytes();
        }

        static Emission fromBytes(byte[] bytes) {
            Unpacker unpacker = new Unpacker(bytes);
            return new Emission(unpacker.number(), unpacker.number() == 1);
        }
    }
}
