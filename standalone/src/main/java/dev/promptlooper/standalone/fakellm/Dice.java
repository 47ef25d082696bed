package dev.promptlooper.standalone.fakellm;

/// Numbers that look random and depend on their arguments alone. Stateless and thread-safe.
final class Dice {

    private Dice() {}

    /// Uniform in [0, 1), a function of the request, the seed and what the number is for.
    static double unit(long hash, long seed, int purpose) {
        return (mix(hash ^ mix(seed + purpose * 0x9E3779B97F4A7C15L)) >>> 11) * 0x1.0p-53;
    }

    /// Standard normal by Box and Muller, a function of the same.
    static double normal(long hash, long seed, int purpose) {
        double radius = Math.sqrt(-2 * Math.log(1 - unit(hash, seed, purpose)));
        return radius * Math.cos(2 * Math.PI * unit(hash, seed, purpose + 1));
    }

    /// The finaliser of SplitMix64: every input bit moves about half of the output bits.
    static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /// 64 bits of a text, the same in every JVM.
    static long hash(String text) {
        long h = 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++) {
            h = (h ^ text.charAt(i)) * 0x100000001B3L;
        }
        return mix(h);
    }
}
