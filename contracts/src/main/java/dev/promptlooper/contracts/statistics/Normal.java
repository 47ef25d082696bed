package dev.promptlooper.contracts.statistics;

/// The standard normal distribution, to at least 12 digits. Thread-safe.
public final class Normal {

    private static final double DENSITY_AT_ZERO = 0.3989422804014327;
    private static final double SERIES_LIMIT = 3;
    private static final int FRACTION_TERMS = 200;

    private Normal() {}

    /// P(Z ≤ z).
    public static double cdf(double z) {
        return z >= 0 ? 1 - upperTail(z) : upperTail(-z);
    }

    /// P(Z > z), without cancellation for large z.
    public static double upperTail(double z) {
        if (z < 0) {
            return 1 - upperTail(-z);
        }
        double density = DENSITY_AT_ZERO * Math.exp(-z * z / 2);
        return z < SERIES_LIMIT ? 0.5 - density * series(z) : density * fraction(z);
    }

    /// z + z³/3 + z⁵/(3·5) + … (Abramowitz and Stegun 26.2.11).
    private static double series(double z) {
        double term = z;
        double sum = z;
        for (int k = 3; Math.abs(term) > 1e-17 * Math.abs(sum) && k < 400; k += 2) {
            term *= z * z / k;
            sum += term;
        }
        return sum;
    }

    /// 1/(z + 1/(z + 2/(z + 3/…))) (Abramowitz and Stegun 26.2.14).
    private static double fraction(double z) {
        double value = z;
        for (int k = FRACTION_TERMS; k >= 1; k--) {
            value = z + k / value;
        }
        return 1 / value;
    }

    /// The z with P(Z ≤ z) = p.
    ///
    /// @param p from 0 to 1; the ends give infinities
    public static double quantile(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("a probability is from 0 to 1, was " + p);
        }
        if (p == 0 || p == 1) {
            return p == 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        double low = -40;
        double high = 40;
        for (int i = 0; i < 200 && high - low > 1e-14 * Math.max(1, Math.abs(low)); i++) {
            double middle = (low + high) / 2;
            if (cdf(middle) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
