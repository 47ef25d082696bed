package dev.promptlooper.contracts.statistics;

import java.util.SplittableRandom;

/// The permutation test of paired differences: under the null hypothesis each difference could as well have the other sign
/// (Fisher 1935). All sign patterns up to 16 differences that are not zero, else a sample of them with a fixed seed, so that the same
/// differences always give the same p-value.
public final class SignFlip {

    private static final int EXACT = 16;
    private static final int SAMPLE = 20_000;
    private static final long SEED = 0x51_6e_f1_19L;

    private SignFlip() {}

    /// Two-sided p-value of the mean difference being zero; 1 when all differences are zero or there are none.
    public static double twoSided(double... differences) {
        double[] d = java.util.Arrays.stream(differences).filter(value -> value != 0).toArray();
        double observed = 0;
        double scale = 0;
        for (double value : d) {
            observed += value;
            scale += Math.abs(value);
        }
        if (d.length == 0) {
            return 1;
        }
        // Sums that are equal but for rounding count as equal: a pattern must not fall out because of the order of adding.
        double limit = Math.abs(observed) - 1e-12 * scale;
        return d.length <= EXACT ? exact(d, limit) : sampled(d, limit);
    }

    private static double exact(double[] d, double limit) {
        int patterns = 1 << d.length;
        int extreme = 0;
        for (int pattern = 0; pattern < patterns; pattern++) {
            double sum = 0;
            for (int i = 0; i < d.length; i++) {
                sum += (pattern >> i & 1) == 0 ? d[i] : -d[i];
            }
            extreme += Math.abs(sum) >= limit ? 1 : 0;
        }
        return (double) extreme / patterns;
    }

    private static double sampled(double[] d, double limit) {
        SplittableRandom random = new SplittableRandom(SEED);
        int extreme = 1; // the observed pattern itself (Phipson and Smyth 2010)
        for (int round = 0; round < SAMPLE; round++) {
            double sum = 0;
            long bits = 0;
            for (int i = 0; i < d.length; i++) {
                if (i % Long.SIZE == 0) {
                    bits = random.nextLong();
                }
                sum += (bits & 1) == 0 ? d[i] : -d[i];
                bits >>>= 1;
            }
            extreme += Math.abs(sum) >= limit ? 1 : 0;
        }
        return (double) extreme / (SAMPLE + 1);
    }
}
