package dev.promptlooper.producer.strategy.guided;

import java.math.BigDecimal;
import java.math.MathContext;

/// Numbers for sentences.
final class Words {

    private static final MathContext THREE = new MathContext(3);

    private Words() {}

    /// Three significant digits, without an exponent.
    static String number(double value) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value).round(THREE).stripTrailingZeros().toPlainString()
                : String.valueOf(value);
    }

    static String percent(double share) {
        return number(Math.round(share * 1000) / 10.0) + " %";
    }
}
