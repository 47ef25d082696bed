package dev.promptlooper.scoring.board;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Forgets the cells and candidates of sweeps that ended long ago, so that disk and changelogs do not grow for ever. What was
/// published stays. From its retirement on a sweep is final: another run of it could not be told from a duplicate, so none
/// is counted. See `docs/adr/012-scoring-forgets-ended-sweeps.md`. For one thread.
final class Retirement {

    static final String STORE = "ended-sweeps";

    private static final long LOOK_EVERY_MS = Duration.ofMinutes(10).toMillis();

    private final KeyValueStore<String, byte[]> store;
    private final BoardStores boards;
    private final long afterMs;
    private final int slice;
    private final ArrayDeque<String> due = new ArrayDeque<>();
    private long lookAt;

    Retirement(ProcessorContext<?, ?> context, BoardStores boards, ScoringSettings settings) {
        this.store = context.getStateStore(STORE);
        this.boards = boards;
        this.afterMs = settings.forgetAfter().toMillis();
        this.slice = settings.forgetAtOnce();
    }

    static StoreBuilder<KeyValueStore<String, byte[]>> store() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of());
    }

    /// Takes note of the end of a sweep; the first note counts.
    ///
    /// @param now when it was seen. Not when it happened: after a reset the old runs are counted again before they are forgotten
    static void ended(KeyValueStore<String, byte[]> store, String sweepId, long now) {
        store.putIfAbsent(sweepId, new Ending(now, Stage.ENDED).toBytes());
    }

    /// True when nothing of the sweep may be counted any more.
    boolean isRetired(String sweepId) {
        byte[] bytes = store.get(sweepId);
        return bytes != null && Ending.fromBytes(bytes).stage() != Stage.ENDED;
    }

    /// Goes on with what is due, a slice at a time.
    ///
    /// @param release asked before a sweep retires: drops its board from the memory, or says no when that is still needed
    void tick(long now, Predicate<String> release) {
        if (due.isEmpty() && now >= lookAt) {
            lookAt = now + LOOK_EVERY_MS;
            look(now, release);
        }
        String next = due.peek();
        if (next != null && boards.delete(next, slice)) {
            put(next, new Ending(now, Stage.FORGOTTEN));
            due.remove();
        }
    }

    private void look(long now, Predicate<String> release) {
        List<String> retiring = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                Ending ending = Ending.fromBytes(entry.value);
                switch (ending.stage()) {
                    case ENDED -> {
                        if (now - ending.at() >= afterMs && release.test(entry.key)) {
                            retiring.add(entry.key);
                            due.add(entry.key);
                        }
                    }
                    case FORGETTING -> due.add(entry.key); // the last process ended in the middle of it
                    case FORGOTTEN -> {
                    }
                }
            }
        }
        // Before the first deletion: from now on no run is counted, so none is counted against half of the cells.
        retiring.forEach(sweepId -> put(sweepId, new Ending(now, Stage.FORGETTING)));
    }

    private void put(String sweepId, Ending ending) {
        store.put(sweepId, ending.toBytes());
    }

    private enum Stage {
        ENDED(0), FORGETTING(1), FORGOTTEN(2);

        private final int code;

        Stage(int code) {
            this.code = code;
        }

        static Stage of(long code) {
            return code == ENDED.code ? ENDED : code == FORGETTING.code ? FORGETTING : FORGOTTEN;
        }
    }

    /// @param at epoch milliseconds of the last change of the stage
    private record Ending(long at, Stage stage) {

        byte[] toBytes() {
            return new Packer(10).number(at).number(stage.code).toBytes();
        }

        static Ending fromBytes(byte[] bytes) {
            Unpacker unpacker = new Unpacker(bytes);
            return new Ending(unpacker.number(), Stage.of(unpacker.number()));
        }
    }
}
