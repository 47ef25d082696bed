package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.producer.strategy.StateEntries;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/// The runs of a sweep that are requested and have not ended, with what is reserved for them. 64 neighbouring runs of a
/// candidate share an entry (a bit each), so that a burst of requests is a few writes. Not thread-safe.
final class Outstanding {

    private static final int BITS = 64;
    private static final int BYTES = 24;

    private final StateEntries entries;

    Outstanding(StateEntries entries) {
        this.entries = entries;
    }

    /// @param run number of the run inside its candidate
    void add(long candidate, long run, Reservation reserved) {
        String key = key(candidate, run);
        byte[] old = entries.get(key);
        ByteBuffer before = ByteBuffer.wrap(old == null ? new byte[BYTES] : old);
        long bit = 1L << (run % BITS);
        put(key, before.getLong() | bit, before.getDouble() + reserved.usd(), before.getLong() + reserved.tokens());
    }

    /// @param echoed what the result says was reserved; never more than what is on record is given back
    /// @return what to give back, or null when the run is not outstanding (it ended before: a duplicate)
    @Nullable
    Reservation remove(long candidate, long run, Reservation echoed) {
        String key = key(candidate, run);
        byte[] old = entries.get(key);
        if (old == null) {
            return null;
        }
        ByteBuffer before = ByteBuffer.wrap(old);
        long mask = before.getLong();
        double usd = before.getDouble();
        long tokens = before.getLong();
        long bit = 1L << (run % BITS);
        if ((mask & bit) == 0) {
            return null;
        }
        long rest = mask & ~bit;
        if (rest == 0) {
            entries.delete(key);
            return new Reservation(usd, tokens);
        }
        Reservation released = new Reservation(Math.min(usd, echoed.usd()), Math.min(tokens, echoed.tokens()));
        put(key, rest, usd - released.usd(), tokens - released.tokens());
        return released;
    }

    /// Outstanding runs per candidate.
    void count(Counter counter) {
        entries.scan("", (key, value) -> counter.accept(Long.parseLong(key.substring(0, key.indexOf('.'))),
                Long.bitCount(ByteBuffer.wrap(value).getLong())));
    }

    /// Shows every outstanding run. The visitor must not change anything.
    void forEach(Visitor visitor) {
        entries.scan("", (key, value) -> {
            int dot = key.indexOf('.');
            long candidate = Long.parseLong(key.substring(0, dot));
            long first = Long.parseLong(key.substring(dot + 1)) * BITS;
            for (long mask = ByteBuffer.wrap(value).getLong(); mask != 0; mask &= mask - 1) {
                visitor.accept(candidate, first + Long.numberOfTrailingZeros(mask));
            }
        });
    }

    private void put(String key, long mask, double usd, long tokens) {
        entries.put(key, ByteBuffer.allocate(BYTES).putLong(mask).putDouble(usd).putLong(tokens).array());
    }

    private static String key(long candidate, long run) {
        return candidate + "." + run / BITS;
    }

    /// Takes an outstanding run: its candidate, and its number inside it.
    @FunctionalInterface
    interface Visitor {
        void accept(long candidate, long run);
    }

    /// Takes the number of outstanding runs of a candidate.
    @FunctionalInterface
    interface Counter {
        void accept(long candidate, int runs);
    }
}
