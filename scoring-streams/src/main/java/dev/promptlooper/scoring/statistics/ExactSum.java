package dev.promptlooper.scoring.statistics;

import java.math.BigInteger;

/// A sum of amounts that does not depend on their order: exact in units of 2⁻⁶⁴. Immutable.
///
/// @param units the sum in units of 2⁻⁶⁴
public record ExactSum(BigInteger units) {

    public static final ExactSum ZERO = new ExactSum(BigInteger.ZERO);

    /// @param amount finite
    public ExactSum plus(double amount) {
        return amount == 0 ? this : new ExactSum(units.add(ClusteredMoments.fixed(amount)));
    }

    /// @param amount finite
    public ExactSum minus(double amount) {
        return amount == 0 ? this : new ExactSum(units.subtract(ClusteredMoments.fixed(amount)));
    }

    public ExactSum plus(ExactSum other) {
        return other.units.signum() == 0 ? this : new ExactSum(units.add(other.units));
    }

    public double value() {
        return units.doubleValue() * 0x1p-64;
    }
}
