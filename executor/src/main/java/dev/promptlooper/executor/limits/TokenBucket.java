package dev.promptlooper.executor.limits;

import java.util.function.LongSupplier;

/// A per-minute limit, spread evenly: it fills continuously and holds a tenth of a minute's worth at most, and bursts are paid
/// back, so that no window of 60 s exceeds the limit (from 10 per minute on; below that one more can slip in).
///
/// What was taken may be corrected afterwards ([#adjust]), when the real number is known; the level may go below zero.
/// Not thread-safe.
final class TokenBucket {

    private static final double NANOS_PER_MINUTE = 60e9;

    private final LongSupplier nanoTime;
    private double capacity;
    private double perNano;
    private double level;
    private long filledAt;

    /// @param perMinute the limit, 1 or more
    TokenBucket(long perMinute, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.filledAt = nanoTime.getAsLong();
        rate(perMinute);
        this.level = capacity;
    }

    /// Changes the limit. What is in the bucket stays, as far as it still fits; debts stay too.
    void configure(long perMinute) {
        fill();
        rate(perMinute);
        level = Math.min(capacity, level);
    }

    private void rate(long perMinute) {
        capacity = Math.max(1, perMinute / 10.0);
        perNano = (perMinute >= 10 ? perMinute - capacity : perMinute) / NANOS_PER_MINUTE;
    }

    /// How long until [#take] is allowed, in nanoseconds; 0 = now. Something larger than the bucket may go when it is full.
    long waitNanos(long amount) {
        fill();
        double missing = Math.min((double) amount, capacity) - level;
        return missing <= 1e-9 ? 0 : (long) Math.ceil(missing / perNano);
    }

    /// Takes it, whatever the level.
    void take(long amount) {
        fill();
        level -= amount;
    }

    /// Corrects an earlier estimate: positive gives back, negative takes more.
    void adjust(long amount) {
        fill();
        level = Math.min(capacity, level + amount);
    }

    private void fill() {
        long now = nanoTime.getAsLong();
        level = Math.min(capacity, level + (now - filledAt) * perNano);
        filledAt = now;
    }
}
