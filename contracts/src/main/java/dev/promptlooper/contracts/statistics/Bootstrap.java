package dev.promptlooper.contracts.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;

/// The bias-corrected and accelerated bootstrap interval of a mean (BCa; Efron 1987), with a fixed seed, so that the same values
/// always give the same interval.
public final class Bootstrap {

    private static final int RESAMPLES = 10_000;
    private static final long SEED = 0xB0_07_57_4aL;
    private static final double TAIL = 0.025;

    /// A 95 % interval.
    public record Bounds(double low, double high) {}

    private Bootstrap() {}

    /// @param values at least two
    public static Bounds mean(double... values) {
        if (values.length < 2) {
            throw new IllegalArgumentException("a bootstrap needs at least two values, had " + values.length);
        }
        double mean = Arrays.stream(values).sum() / values.length;
        double[] means = resample(values);
        Arrays.sort(means);
        if (means[0] == means[means.length - 1]) {
            return new Bounds(mean, mean);
        }
        double bias = Normal.quantile(clamp(shareBelow(means, mean)));
        double acceleration = acceleration(values, mean);
        return new Bounds(at(means, level(TAIL, bias, acceleration)),
                at(means, level(1 - TAIL, bias, acceleration)));
    }

    private static double[] resample(double[] values) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] means = new double[RESAMPLES];
        for (int round = 0; round < RESAMPLES; round++) {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += values[random.nextInt(values.length)];
            }
            means[round] = sum / values.length;
        }
        return means;
    }

    /// Share below the mean; of those equal to it, half.
    private static double shareBelow(double[] sorted, double mean) {
        double tolerance = 1e-12 * Math.max(1, Math.abs(mean));
        int below = 0;
        int equal = 0;
        for (double value : sorted) {
            if (Math.abs(value - mean) <= tolerance) {
                equal++;
            } else if (value < mean) {
                below++;
            }
        }
        return (below + equal / 2.0) / sorted.length;
    }

    private static double clamp(double share) {
        return Math.min(1 - 0.5 / RESAMPLES, Math.max(0.5 / RESAMPLES, share));
    }

    /// From the jackknife: for a mean, the third moment of the values themselves.
    private static double acceleration(double[] values, double mean) {
        double squares = 0;
        double cubes = 0;
        for (double value : values) {
            double d = value - mean;
            squares += d * d;
            cubes += d * d * d;
        }
        return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
    }

    private static double level(double tail, double bias, double acceleration) {
        double z = bias + Normal.quantile(tail);
        return Normal.cdf(bias + z / (1 - acceleration * z));
    }

    private static double at(double[] sorted, double level) {
        int index = (int) Math.floor(level * sorted.length);
        return sorted[Math.min(sorted.length - 1, Math.max(0, index))];
    }
}
