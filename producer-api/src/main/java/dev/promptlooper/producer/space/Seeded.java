package dev.promptlooper.producer.space;

/// SplitMix64: the same numbers for a seed on every platform and in every version, which a sweep's seed promises to its user.
/// Not thread-safe.
public final class Seeded {

    private long state;

    public Seeded(long seed) {
        this.state = seed;
    }

    public long nextLong() {
        state += 0x9E3779B97F4A7C15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /// From 0 (included) to 1 (excluded).
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /// From 0 to `bound` - 1.
    public long below(long bound) {
        // The high half of a 64 × 64 bit product; the bias is below bound / 2^64.
        return Math.unsignedMultiplyHigh(nextLong(), bound);
    }
}
