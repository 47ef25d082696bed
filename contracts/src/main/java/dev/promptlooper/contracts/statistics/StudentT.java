package dev.promptlooper.contracts.statistics;

/// Student's t: the 97.5 % quantile, for two-sided 95 % intervals, and the two-sided p-value. Thread-safe.
public final class StudentT {

    /// The same quantile of the normal distribution.
    public static final double NORMAL = 1.959963984540054;

    private static final int TABLE = 200;
    private static final int LARGE = 10_000;
    private static final double[] QUANTILES = new double[TABLE + 1];

    static {
        for (int df = 1; df <= TABLE; df++) {
            QUANTILES[df] = bisect(df);
        }
    }

    private StudentT() {}

    /// @param df degrees of freedom, 1 or more
    public static double quantile975(long df) {
        if (df < 1) {
            throw new IllegalArgumentException("degrees of freedom must be 1 or more, was " + df);
        }
        return df <= TABLE ? QUANTILES[(int) df] : expansion((double) df);
    }

    /// Cornish and Fisher's expansion around the normal quantile (Abramowitz and Stegun 26.7.5); error below 1e-10 from 200
    /// degrees on.
    private static double expansion(double df) {
        double z = NORMAL;
        double z2 = z * z;
        double g1 = z * (z2 + 1) / 4;
        double g2 = z * ((5 * z2 + 16) * z2 + 3) / 96;
        double g3 = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
        double g4 = z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160;
        return z + (g1 + (g2 + (g3 + g4 / df) / df) / df) / df;
    }

    private static double bisect(int df) {
        double low = 0;
        double high = 13;
        while (high - low > 1e-13) {
            double middle = (low + high) / 2;
            if (middle == low || middle == high) {
                break;
            }
            if (central(middle, df) < 0.95) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /// Two-sided p-value P(|T| ≥ |t|).
    ///
    /// @param t  the statistic; may be infinite, not NaN
    /// @param df degrees of freedom, 1 or more
    public static double twoSided(double t, long df) {
        if (df < 1 || Double.isNaN(t)) {
            throw new IllegalArgumentException("needs degrees of freedom of 1 or more and a number, was " + df + " and "
                    + t);
        }
        if (Double.isInfinite(t)) {
            return 0;
        }
        double size = Math.abs(t);
        if (df <= LARGE) {
            return Math.max(0, 1 - central(size, (int) df));
        }
        // Wallace's normal approximation (1959); its error is below 1e-6 from a few thousand degrees on.
        double n = (double) df;
        double z = (8 * n + 1) / (8 * n + 3) * Math.sqrt(n * Math.log1p(size * size / n));
        return 2 * Normal.upperTail(z);
    }

    /// P(|T| < t) for whole degrees of freedom (Abramowitz and Stegun 26.7.3 and 26.7.4).
    static double central(double t, int df) {
        double theta = Math.atan(t / Math.sqrt(df));
        double cos = Math.cos(theta);
        double cos2 = cos * cos;
        if (df % 2 == 0) {
            double term = 1;
            double sum = 1;
            for (int k = 2; k <= df - 2; k += 2) {
                term *= cos2 * (k - 1) / k;
                sum += term;
            }
            return Math.sin(theta) * sum;
        }
        double sum = 0;
        if (df > 1) {
            double term = cos;
            sum = cos;
            for (int k = 3; k <= df - 2; k += 2) {
                term *= cos2 * (k - 1) / k;
                sum += term;
            }
        }
        return 2 / Math.PI * (theta + Math.sin(theta) * sum);
    }
}
