package dev.promptlooper.producer.strategy.guided;

/// The standard normal distribution, as far as a knowledge gradient needs it.
final class Normal {

    private static final double ROOT_TWO_PI = Math.sqrt(2 * Math.PI);
    private static final double SERIES = 2.5;
    private static final int TERMS = 24;
    // The gain is a small difference, and computed but once per point of the table.
    private static final int EXACT_TERMS = 100;
    // The logarithm of the gain at evenly spaced points below zero, and its slope: a search of 100,000 candidates asks half a
    // million times per decision, and between two points a cubic is right to nine digits.
    private static final int PER_UNIT = 64;
    private static final int UNITS = 37;
    private static final double[] LOG_GAIN = new double[PER_UNIT * UNITS + 1];
    private static final double[] SLOPE = new double[PER_UNIT * UNITS + 1];

    static {
        for (int i = 0; i < LOG_GAIN.length; i++) {
            double z = -(double) i / PER_UNIT;
            double gain = exactGain(z);
            LOG_GAIN[i] = Math.log(gain);
            SLOPE[i] = cumulative(z) / gain / -PER_UNIT;
        }
    }

    private Normal() {}

    static double density(double z) {
        return Math.exp(-z * z / 2) / ROOT_TWO_PI;
    }

    /// P(Z ≤ z), to about 12 digits also in the tails.
    static double cumulative(double z) {
        if (z > 0) {
            return 1 - cumulative(-z);
        }
        return z < -SERIES ? density(z) / mills(-z, TERMS) : 0.5 - density(z) * series(-z);
    }

    /// E[max(Z + z, 0)] = z·Φ(z) + φ(z) for z ≤ 0: the gain from a comparison that stands `z` deviations behind, to nine digits;
    /// nothing from 37 deviations on.
    static double gain(double z) {
        double at = -z * PER_UNIT;
        int i = (int) at;
        if (i >= LOG_GAIN.length - 1) {
            return 0;
        }
        double t = at - i;
        double rest = 1 - t;
        return Math.exp(rest * rest * ((1 + 2 * t) * LOG_GAIN[i] + t * SLOPE[i])
                + t * t * ((3 - 2 * t) * LOG_GAIN[i + 1] - rest * SLOPE[i + 1]));
    }

    /// The gain by its definition, to about 12 digits.
    static double exactGain(double z) {
        if (z >= -SERIES) {
            return z * cumulative(z) + density(z);
        }
        // φ(z)·(1 − |z| / (|z| + r)) without the cancellation.
        double denominator = mills(-z, EXACT_TERMS);
        return density(z) * (denominator + z) / denominator;
    }

    /// x + 1/(x + 2/(x + 3/(x + …))): the inverse of Mills' ratio.
    private static double mills(double x, int terms) {
        double tail = x;
        for (int k = terms; k >= 1; k--) {
            tail = x + k / tail;
        }
        return tail;
    }

    private static double series(double x) {
        double term = x;
        double sum = x;
        for (int k = 3; term > sum * 1e-13; k += 2) {
            term *= x * x / k;
            sum += term;
        }
        return sum;
    }
}
