package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.statistics.StudentT;
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

    private double standardError() {
        return standardDeviation / Math.sqrt((double) n);
    }

    /// Lower end of the 95 % interval; null below two pairs.
    @Nullable
    Double low() {
        return n < 2 ? null : (Double) (mean - StudentT.quantile975(n - 1) * standardError());
    }

    /// Upper end of the 95 % interval; null below two pairs.
    @Nullable
    Double high() {
        return n < 2 ? null : (Double) (mean + StudentT.quantile975(n - 1) * standardError());
    }

    /// Probability that the true difference is below a bound; 1 while fewer than two pairs say nothing.
    double below(double bound) {
        if (n < 2) {
            return 1;
        }
        double error = standardError();
        // Equal on every case: the difference is what it is.
        if (error == 0) {
            return mean < bound ? 1 : 0;
        }
        double t = (bound - mean) / error;
        double tail = StudentT.twoSided(t, n - 1) / 2;
        return t < 0 ? tail : 1 - tail;
    }
}
