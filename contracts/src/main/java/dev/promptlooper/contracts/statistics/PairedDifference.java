package dev.promptlooper.contracts.statistics;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// How two candidates differ over the cases that both have finished; a difference is candidate − base, per case, with repeats
/// averaged before.
///
/// The rule: Student's t interval and test from 30 pairs on; below, a BCa bootstrap and a sign-flip permutation test. Where every value
/// is 0 or 1 the test is McNemar's. Below two pairs there is neither.
///
/// That is what the cases say of a source that they are a sample of. Where the cases themselves are all that counts
/// ([#ofFinite]), an interval shrinks to nothing as they are completed.
///
/// @param n          pairs
/// @param difference mean of the differences; NaN without pairs
/// @param low        lower end of its 95 % interval; NaN when there is none
/// @param high       upper end
/// @param interval   how the interval was made; null when there is none
/// @param p          two-sided p-value; NaN when there is none
/// @param test       where it comes from; null when there is none
public record PairedDifference(long n, double difference, double low, double high, @Nullable IntervalMethod interval,
        double p, @Nullable Test test) {

    /// Pairs from which the mean of the differences is taken for normal.
    public static final int MANY = 30;

    /// Fewest pairs that can be told apart at the 5 % level by a sign-flip test: 2 · 2⁻⁶ < 0.05.
    public static final int FEWEST = 6;

    /// How an interval is made.
    public enum IntervalMethod {
        /// Student's t, for a source that the cases are a sample of.
        T,
        /// A BCa bootstrap, for a source that the cases are a sample of.
        BOOTSTRAP,
        /// Student's t for exactly these cases, of which a part was seen.
        FINITE_T,
        /// All of these cases were seen.
        EXACT
    }

    /// How a p-value is made.
    public enum Test {
        T, PERMUTATION, MCNEMAR
    }

    /// Pairs of yes/no outcomes that disagree.
    ///
    /// @param onlyCandidate pairs in which only the candidate has 1
    /// @param onlyBase      pairs in which only the base has 1
    public record Discordant(long onlyCandidate, long onlyBase) {}

    /// From the moments of many differences.
    ///
    /// @param n          pairs, [#MANY] or more
    /// @param mean       of the differences
    /// @param deviation  sample standard deviation of the differences
    /// @param discordant when every value is 0 or 1, else null
    public static PairedDifference ofMoments(long n, double mean, double deviation, @Nullable Discordant discordant) {
        double error = deviation / Math.sqrt((double) n);
        double half = StudentT.quantile975(n - 1) * error;
        double p = discordant != null
                ? McNemar.twoSided(discordant.onlyCandidate(), discordant.onlyBase())
                : tTest(mean, error, n - 1);
        return new PairedDifference(n, mean, mean - half, mean + half, IntervalMethod.T, p,
                discordant != null ? Test.MCNEMAR : Test.T);
    }

    /// From the moments of differences when the cases of the dataset are all that counts. Student's t from two pairs on.
    ///
    /// @param n         pairs
    /// @param mean      of the differences
    /// @param deviation sample standard deviation of the differences
    /// @param seen      share of all runs of a pair that are there, 0 to 1
    public static PairedDifference ofFinite(long n, double mean, double deviation, double seen) {
        if (n < 2) {
            return new PairedDifference(n, n == 0 ? Double.NaN : mean, Double.NaN, Double.NaN, null, Double.NaN, null);
        }
        double error = deviation * Math.sqrt(Math.max(0, 1 - seen) / n);
        double half = StudentT.quantile975(n - 1) * error;
        return new PairedDifference(n, mean, mean - half, mean + half,
                seen >= 1 ? IntervalMethod.EXACT : IntervalMethod.FINITE_T, tTest(mean, error, n - 1), Test.T);
    }

    /// From the differences themselves, when the cases of the dataset are all that counts.
    ///
    /// @param seen share of all runs of a pair that are there, 0 to 1
    public static PairedDifference ofFinite(double[] differences, double seen) {
        int n = differences.length;
        double mean = Arrays.stream(differences).average().orElse(Double.NaN);
        double squares = Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
        return ofFinite(n, mean, n < 2 ? 0 : Math.sqrt(squares / (n - 1)), seen);
    }

    /// From the differences themselves.
    ///
    /// @param binary whether every value (not difference) is 0 or 1
    public static PairedDifference of(double[] differences, boolean binary) {
        int n = differences.length;
        if (n == 0) {
            return new PairedDifference(0, Double.NaN, Double.NaN, Double.NaN, null, Double.NaN, null);
        }
        double mean = 0;
        long plus = 0;
        long minus = 0;
        for (double d : differences) {
            mean += d / n;
            plus += d > 0 ? 1 : 0;
            minus += d < 0 ? 1 : 0;
        }
        Discordant discordant = binary ? new Discordant(plus, minus) : null;
        if (n < 2) {
            return new PairedDifference(n, mean, Double.NaN, Double.NaN, null, Double.NaN, null);
        }
        if (n >= MANY) {
            double squares = 0;
            for (double d : differences) {
                squares += (d - mean) * (d - mean);
            }
            return ofMoments(n, mean, Math.sqrt(squares / (n - 1)), discordant);
        }
        Bootstrap.Bounds bounds = Bootstrap.mean(differences);
        double p = discordant != null ? McNemar.twoSided(plus, minus) : SignFlip.twoSided(differences);
        return new PairedDifference(n, mean, bounds.low(), bounds.high(), IntervalMethod.BOOTSTRAP, p,
                discordant != null ? Test.MCNEMAR : Test.PERMUTATION);
    }

    private static double tTest(double mean, double error, long df) {
        if (error == 0) {
            return mean == 0 ? 1 : 0;
        }
        return StudentT.twoSided(mean / error, df);
    }

    /// Whether it is beyond doubt: the interval excludes zero and the (corrected) p-value is at most 5 %.
    ///
    /// @param adjustedP the p-value after correction for several comparisons
    public boolean isDecided(double adjustedP) {
        return adjustedP <= 0.05 && (low > 0 || high < 0);
    }
}
