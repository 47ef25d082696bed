package dev.promptlooper.producer.strategy.guided;

/// The standard normal distribution, as far as a knowledge gradient needs it.
final class Normal {

    private static final double ROOT_TWO_PI = Math.sqrt(2 * Math.PI);
    private static final double SERIES = 2.5;

    private Normal() {}

    static double density(double z) {
        return Math.exp(-z * z / 2) / ROOT_TWO_PI;
    }

    /// P(Z ≤ z), to about 12 digits also in the tails.
    static double cumulative(double z) {
        if (z > 0) {
            return 1 - cumulative(-z);
        }
        return z < -SERIES ? density(z) / mills(-z) : 0.5 - density(z) * series(-z);
    }

    /// E[max(Z + z, 0)] = z·Φ(z) + φ(z) for z ≤ 0: the gain from a comparison that stands `z` deviations behind.
    static double gain(double z) {
        if (z >= -SERIES) {
            return z * cumulative(z) + density(z);
        }
        // φ(z)·(1 − |z| / (|z| + r)) without the cancellation.
        double denominator = mills(-z);
        return density(z) * (denominator + z) / denominator;
    }

    /// x + 1/(x + 2/(x + 3/(x + …))): the inverse of Mills' ratio.
    private static double mills(double x) {
        double tail = x;
        for (int k = 24; k >= 1; k--) {
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
