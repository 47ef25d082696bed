package dev.promptlooper.contracts.statistics;

/// McNemar's exact test of paired yes/no outcomes: only the pairs that disagree count, and under the null hypothesis they fall
/// on either side like a fair coin (McNemar 1947; the exact form is the two-sided binomial test).
public final class McNemar {

    private static final long EXACT = 2_000;

    private McNemar() {}

    /// Two-sided p-value.
    ///
    /// @param onlyFirst  pairs in which only the first passed, 0 or more
    /// @param onlySecond pairs in which only the second passed, 0 or more
    public static double twoSided(long onlyFirst, long onlySecond) {
        if (onlyFirst < 0 || onlySecond < 0) {
            throw new IllegalArgumentException(
                    "counts are 0 or more, were " + onlyFirst + " and " + onlySecond);
        }
        long n = onlyFirst + onlySecond;
        if (n == 0) {
            return 1;
        }
        long smaller = Math.min(onlyFirst, onlySecond);
        if (n > EXACT) {
            // With the continuity correction the normal form agrees with the exact one to 4 digits from here on.
            return Math.min(1, 2 * Normal.upperTail((Math.abs(onlyFirst - onlySecond) - 1) / Math.sqrt((double) n)));
        }
        // Σ C(n, k) / 2ⁿ for k ≤ smaller, in logarithms: 2⁻²⁰⁰⁰ is no double.
        double logTerm = -n * Math.log(2);
        double sum = 0;
        for (long k = 0; k <= smaller; k++) {
            sum += Math.exp(logTerm);
            logTerm += Math.log((double) (n - k)) - Math.log((double) (k + 1));
        }
        return Math.min(1, 2 * sum);
    }
}
