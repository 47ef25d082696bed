package dev.promptlooper.scoring.builtin;

import java.util.OptionalDouble;

/// Finds the last number in a text, in one pass.
///
/// A number is digits with optional thousands separators (`,` before exactly three digits, LaTeX `{,}` and `\,` too), an
/// optional fraction, an optional exponent, and an optional sign that does not stand after a digit or letter (so `5-3` ends in
/// 3, not in -3). `$`, `%`, units and other text around it do not matter: `-$1,234.50` is -1234.5, `12%` is 12. When the text
/// has a LaTeX `\boxed{…}` with a number in it, the last such box counts.
final class NumberScanner {

    private static final int MAX_DIGITS = 400;

    private final String text;
    private int at;

    private NumberScanner(String text, int from) {
        this.text = text;
        this.at = from;
    }

    /// The last number, or empty when there is none or it is too large for a double.
    static OptionalDouble last(String text) {
        String boxed = LatexBox.last(text);
        if (boxed != null) {
            OptionalDouble inBox = lastIn(boxed);
            if (inBox.isPresent()) {
                return inBox;
            }
        }
        return lastIn(text);
    }

    private static OptionalDouble lastIn(String text) {
        OptionalDouble last = OptionalDouble.empty();
        for (int i = 0; i < text.length();) {
            if (startsNumber(text, i)) {
                NumberScanner scanner = new NumberScanner(text, i);
                double value = scanner.number();
                last = Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
                i = scanner.at;
            } else {
                i++;
            }
        }
        return last;
    }

    private static boolean startsNumber(String text, int i) {
        return isDigit(text, i) || (text.charAt(i) == '.' && isDigit(text, i + 1));
    }

    private double number() {
        int start = at;
        StringBuilder digits = new StringBuilder(24);
        if (isNegative(start)) {
            digits.append('-');
        }
        digits(digits);
        for (int separator = separator(); separator > 0; separator = separator()) {
            at += separator;
            digits(digits);
        }
        if (at < text.length() && text.charAt(at) == '.' && isDigit(text, at + 1)) {
            digits.append('.');
            at++;
            digits(digits);
        }
        exponent(digits);
        return Double.parseDouble(digits.toString());
    }

    private void digits(StringBuilder digits) {
        while (isDigit(text, at)) {
            if (digits.length() < MAX_DIGITS) {
                digits.append(text.charAt(at));
            } else if (digits.indexOf(".") < 0) {
                digits.append('0'); // beyond what a double can tell apart; keeps the magnitude
            }
            at++;
        }
    }

    /// Length of a thousands separator that is followed by exactly three digits, or 0.
    private int separator() {
        int length = text.startsWith(",", at) ? 1 : text.startsWith("{,}", at) ? 3 : text.startsWith("\\,", at) ? 2 : 0;
        int next = at + length;
        return length > 0 && isDigit(text, next) && isDigit(text, next + 1) && isDigit(text, next + 2)
                && !isDigit(text, next + 3) ? length : 0;
    }

    private void exponent(StringBuilder digits) {
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int next = at + 1;
            if (next < text.length() && (text.charAt(next) == '-' || text.charAt(next) == '+')) {
                next++;
            }
            int end = next;
            while (isDigit(text, end) && end - next < 6) {
                end++;
            }
            // "2e5" is a number, "2eggs" and "2e5f" are not.
            if (end > next && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)))) {
                digits.append(text, at, end);
                at = end;
            }
        }
    }

    private boolean isNegative(int start) {
        int before = start - 1;
        while (before >= 0 && (text.charAt(before) == '$' || text.charAt(before) == '€' || text.charAt(before) == '£'
                || text.charAt(before) == '\\')) {
            before--;
        }
        if (before < 0 || (text.charAt(before) != '-' && text.charAt(before) != '−')) {
            return false;
        }
        return before == 0
                || (!Character.isLetterOrDigit(text.charAt(before - 1)) && text.charAt(before - 1) != ')');
    }

    private static boolean isDigit(String text, int i) {
        return i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
}
