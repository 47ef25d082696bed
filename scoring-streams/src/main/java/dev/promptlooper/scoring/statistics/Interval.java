package dev.promptlooper.scoring.statistics;

import dev.promptlooper.contracts.statistics.StudentT;
import org.jspecify.annotations.Nullable;

/// A 95 % interval of a mean.
///
/// The rule: values that are all 0 or 1 get Wilson's interval over cases when each case has one run, or when the normal
/// approximation is poor (fewer than 30 cases, or a mean so near to 0 or 1 that fewer than 5 cases' worth lie on one side); with
/// several repeats that is on the safe side, as if the repeats of a case were copies of one another. Everything else gets
/// Student's t over the case means, cut to [0, 1] for 0/1 values; that needs two cases.
///
/// @param low  lower end
/// @param high upper end
public record Interval(double low, double high) {

    private static final long FEW_CASES = 30;
    private static final double FEW_ON_ONE_SIDE = 5;

    /// The interval, or null where the rule has none.
    public static @Nullable Interval of(ClusteredMoments moments) {
        long cases = moments.cases();
        if (cases == 0) {
            return null;
        }
        double mean = moments.mean();
        if (moments.isBinary() && (moments.runs() == cases || cases < FEW_CASES
                || Math.min(mean, 1 - mean) * cases < FEW_ON_ONE_SIDE)) {
            return wilson(mean, cases);
        }
        if (cases < 2) {
            return null;
        }
        double half = StudentT.quantile975(cases - 1) * moments.standardError();
        return moments.isBinary()
                ? new Interval(Math.max(0, mean - half), Math.min(1, mean + half))
                : new Interval(mean - half, mean + half);
    }

    /// Wilson's score interval.
    ///
    /// @param share observed share, 0 to 1
    /// @param n     observations, 1 or more
    public static Interval wilson(double share, long n) {
        double z2 = StudentT.NORMAL * StudentT.NORMAL;
        double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
        double half = StudentT.NORMAL / (1 + z2 / n) * Math.sqrt(share * (1 - share) / n + z2 / (4.0 * n * n));
        // At the ends the formula gives 0 and 1 exactly but for rounding.
        return new Interval(share == 0 ? 0 : Math.max(0, centre - half), share == 1 ? 1 : Math.min(1, centre + half));
    }
}
