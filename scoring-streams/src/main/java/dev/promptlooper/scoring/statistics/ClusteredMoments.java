package dev.promptlooper.scoring.statistics;

import java.math.BigInteger;

/// Sums from which mean and clustered standard error of one metric follow. Immutable.
///
/// The cluster is the case: repeats of a case are not independent, so the case's mean is the observation. The sums are exact
/// integers in units of 2⁻⁶⁴ (values are rounded to that unit first): adding and taking away are O(1), cancel exactly, and do
/// not depend on their order. A re-scored run therefore leaves no trace, and an interrupted sweep ends with the same bits as an
/// uninterrupted one.
///
/// @param runs      runs with a value
/// @param cases     cases with a value
/// @param nonBinary runs whose value is neither 0 nor 1
/// @param sum       Σ m in units of 2⁻⁶⁴, m = mean of a case
/// @param squares   Σ m² in units of 2⁻¹²⁸
public record ClusteredMoments(long runs, long cases, long nonBinary, BigInteger sum, BigInteger squares) {

    public static final ClusteredMoments EMPTY = new ClusteredMoments(0, 0, 0, BigInteger.ZERO, BigInteger.ZERO);

    private static final int SHIFT = 64;
    private static final double UNIT = 0x1p-64;

    /// The moments after one case changed its value.
    ///
    /// @param before what the case contributed so far, [CaseValue#NONE] when it is new
    /// @param after  what it contributes now
    public ClusteredMoments replace(CaseValue before, CaseValue after) {
        if (before.equals(after)) {
            return this;
        }
        BigInteger newSum = sum;
        BigInteger newSquares = squares;
        if (before.runs() > 0) {
            BigInteger old = fixed(before.mean());
            newSum = newSum.subtract(old);
            newSquares = newSquares.subtract(old.multiply(old));
        }
        if (after.runs() > 0) {
            BigInteger added = fixed(after.mean());
            newSum = newSum.add(added);
            newSquares = newSquares.add(added.multiply(added));
        }
        return new ClusteredMoments(runs - before.runs() + after.runs(),
                cases - (before.runs() > 0 ? 1 : 0) + (after.runs() > 0 ? 1 : 0),
                nonBinary - before.nonBinary() + after.nonBinary(), newSum, newSquares);
    }

    /// Mean over cases; NaN without cases.
    public double mean() {
        return cases == 0 ? Double.NaN : sum.doubleValue() * UNIT / cases;
    }

    /// Standard error of [#mean]: √(s² / cases) with the sample variance s² between cases; NaN below two cases.
    public double standardError() {
        if (cases < 2) {
            return Double.NaN;
        }
        BigInteger count = BigInteger.valueOf(cases);
        double scaled = count.multiply(squares).subtract(sum.multiply(sum)).doubleValue() * UNIT * UNIT;
        double variance = scaled / cases / (cases - 1.0);
        return Math.sqrt(variance / cases);
    }

    /// True when every value is 0 or 1.
    public boolean isBinary() {
        return nonBinary == 0;
    }

    /// A finite double in units of 2⁻⁶⁴, rounded to the nearest.
    static BigInteger fixed(double value) {
        double scaled = value * 0x1p64; // exact: a power of two
        if (Math.abs(scaled) < 0x1p62) {
            return BigInteger.valueOf((long) Math.rint(scaled));
        }
        int exponent = Math.getExponent(value) - 52;
        long mantissa = (Double.doubleToRawLongBits(value) & 0x000fffffffffffffL) | 0x0010000000000000L;
        // |value| ≥ 2⁻², hence exponent + 64 > 0 and nothing is cut off
        BigInteger magnitude = BigInteger.valueOf(mantissa).shiftLeft(exponent + SHIFT);
        return value < 0 ? magnitude.negate() : magnitude;
    }
}
