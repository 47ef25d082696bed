package dev.promptlooper.projector.query;

import org.jspecify.annotations.Nullable;

/// Student's t over differences of pairs: what a mean difference says about the true one. The true difference is taken to be
/// distributed as `mean + standardError · t` with n − 1 degrees of freedom (the usual interval, read as a flat-prior posterior).
/// Immutable.
///
/// @param n                 pairs, 0 or more
/// @param mean              mean difference; 0 without pairs
/// @param standardDeviation of the differences (n − 1 in the denominator); 0 below two pairs
record PairedT(long n, double mean, double standardDeviation) {

    static final double LEVEL = 0.95;
    private static final double TAIL = (1 - LEVEL) / 2;
    // From here on the normal distribution differs by less than 0.0005 in every probability.
    private static final long NORMAL_FROM = 1_000;

    private double standardError() {
        return standardDeviation / Math.sqrt((double) n);
    }

    /// Lower end of the 95 % interval; null below two pairs.
    @Nullable
    Double low() {
        return n < 2 ? null : (Double) (mean - quantile(n - 1) * standardError());
    }

    /// Upper end of the 95 % interval; null below two pairs.
    @Nullable
    Double high() {
        return n < 2 ? null : (Double) (mean + quantile(n - 1) * standardError());
    }

    /// Probability that the true difference is below a bound; 1 while fewer than two pairs say nothing.
    double below(double bound) {
        if (n < 2) {
            return 1;
        }
        double error = standardError();
        // Equal on every case: the difference is what it is.
        return error == 0 ? (mean < bound ? 1 : 0) : cumulative((bound - mean) / error, n - 1);
    }

    private static double quantile(long df) {
        double low = 0;
        double high = 13;
        while (high - low > 1e-9) {
            double middle = (low + high) / 2;
            if (cumulative(-middle, df) > TAIL) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// P(T < t), from P(|T| < t) for whole degrees of freedom (Abramowitz and Stegun 26.7.3 and 26.7.4).
    static double cumulative(double t, long df) {
        if (df >= NORMAL_FROM) {
            return normal(t);
        }
        double theta = Math.atan(Math.abs(t) / Math.sqrt((double) df));
        double cosine = Math.cos(theta);
        boolean even = df % 2 == 0;
        double term = even ? 1 : cosine;
        double sum = df == 1 ? 0 : term;
        for (long k = even ? 2 : 3; k <= df - 2; k += 2) {
            term *= cosine * cosine * (k - 1) / k;
            sum += term;
        }
        double central = even
                ? Math.sin(theta) * sum
                : 2 / Math.PI * (theta + Math.sin(theta) * sum);
        return t < 0 ? (1 - central) / 2 : (1 + central) / 2;
    }

    /// The normal distribution function by Abramowitz and Stegun 26.2.17; error below 7.5e-8.
    static double normal(double z) {
        double k = 1 / (1 + 0.2316419 * Math.abs(z));
        double series = k
                * (0.319381530 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))));
        double tail = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * series;
        return z < 0 ? tail : 1 - tail;
    }
}
