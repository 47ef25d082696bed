package dev.promptlooper.scoring.statistics;

import java.util.Arrays;

/// Percentiles of milliseconds from logarithmic buckets: each is within 2 % of the true one, values can be taken out again,
/// and the buckets do not depend on the order of arrival. Mutable; for one thread.
public final class LatencySketch {

    private static final double ACCURACY = 0.02;
    private static final double GAMMA = (1 + ACCURACY) / (1 - ACCURACY);
    // StrictMath: a value must find the same bucket when it is taken out, on whatever machine and compiler.
    private static final double LOG_GAMMA = StrictMath.log(GAMMA);
    /// Bucket of everything below one millisecond.
    private static final int ZERO = -1;

    private int[] buckets;
    private long[] counts;
    private int size;
    private long total;

    public LatencySketch() {
        this(new int[4], new long[4], 0);
    }

    private LatencySketch(int[] buckets, long[] counts, int size) {
        this.buckets = buckets;
        this.counts = counts;
        this.size = size;
        for (int i = 0; i < size; i++) {
            total += counts[i];
        }
    }

    /// From what [#buckets] and [#counts] gave.
    public static LatencySketch of(int[] buckets, long[] counts) {
        return new LatencySketch(buckets.clone(), counts.clone(), buckets.length);
    }

    /// @param milliseconds 0 or more
    public void add(double milliseconds) {
        change(bucket(milliseconds), 1);
    }

    /// Takes out a value that was added.
    public void remove(double milliseconds) {
        change(bucket(milliseconds), -1);
    }

    /// Number of values.
    public long count() {
        return total;
    }

    /// The value with the share `q` of all values at or below it (nearest rank); NaN without values.
    ///
    /// @param q 0 to 1
    public double quantile(double q) {
        if (total == 0) {
            return Double.NaN;
        }
        long rank = Math.max(1, (long) Math.ceil(q * total));
        long seen = 0;
        for (int i = 0; i < size; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return value(buckets[i]);
            }
        }
        throw new IllegalStateException("counts add up to " + seen + " instead of " + total);
    }

    /// Occupied buckets, ascending.
    public int[] buckets() {
        return Arrays.copyOf(buckets, size);
    }

    /// Values in each of [#buckets].
    public long[] counts() {
        return Arrays.copyOf(counts, size);
    }

    private void change(int bucket, int by) {
        int at = Arrays.binarySearch(buckets, 0, size, bucket);
        if (at < 0) {
            if (by < 0) {
                throw new IllegalArgumentException("a value is taken out that was never added, bucket " + bucket);
            }
            insert(-at - 1, bucket);
            at = -at - 1;
        }
        counts[at] += by;
        total += by;
        if (counts[at] == 0) {
            System.arraycopy(buckets, at + 1, buckets, at, size - at - 1);
            System.arraycopy(counts, at + 1, counts, at, size - at - 1);
            size--;
        }
    }

    private void insert(int at, int bucket) {
        if (size == buckets.length) {
            buckets = Arrays.copyOf(buckets, size * 2 + 4);
            counts = Arrays.copyOf(counts, size * 2 + 4);
        }
        System.arraycopy(buckets, at, buckets, at + 1, size - at);
        System.arraycopy(counts, at, counts, at + 1, size - at);
        buckets[at] = bucket;
        counts[at] = 0;
        size++;
    }

    private static int bucket(double milliseconds) {
        return milliseconds < 1 ? ZERO : (int) Math.ceil(StrictMath.log(milliseconds) / LOG_GAMMA);
    }

    /// The middle (in relative terms) of a bucket.
    private static double value(int bucket) {
        return bucket == ZERO ? 0 : 2 * Math.exp(bucket * LOG_GAMMA) / (GAMMA + 1);
    }
}
