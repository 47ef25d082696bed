package dev.promptlooper.contracts.hash;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.ObjectReader;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// JSON in the canonical form of [RFC 8785](https://www.rfc-editor.org/rfc/rfc8785): no white space, object keys sorted by
/// UTF-16 code units, numbers as ECMAScript prints IEEE doubles, shortest string escapes. Two values that mean the same have
/// the same bytes, in every language.
///
/// Stricter than the RFC in one place: a whole number that would come out as a *different* number (which happens beyond ±2⁵³
/// only) is refused instead of silently rounded, because what is hashed is also what is sent. The form is a fixed point:
/// canonical text canonicalises to itself.
public final class CanonicalJson {

    private static final long MAX_SAFE = 1L << 53;
    private static final ObjectReader READER = Json.MAPPER.readerFor(Object.class)
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private CanonicalJson() {}

    /// Writes maps, collections, strings, numbers, booleans and null.
    ///
    /// @throws IllegalArgumentException on NaN, infinity, unsafe integers, lone surrogates and other types
    public static String write(@Nullable Object value) {
        StringBuilder out = new StringBuilder(256);
        append(out, value);
        return out.toString();
    }

    /// Brings JSON text into canonical form.
    ///
    /// @throws IllegalArgumentException when it is not JSON, names a key twice, or has no canonical form
    public static String canonicalize(String json) {
        try {
            return write(READER.readValue(json));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON: " + Json.problem(e), e);
        }
    }

    private static void append(StringBuilder out, @Nullable Object value) {
        switch (value) {
            case null -> out.append("null");
            case String text -> appendString(out, text);
            case Boolean flag -> out.append(flag.booleanValue());
            case Number number -> appendNumber(out, number);
            case Map<?, ?> map -> appendObject(out, map);
            case Collection<?> items -> appendArray(out, items);
            default -> throw new IllegalArgumentException("no JSON form for " + value.getClass().getName());
        }
    }

    private static void appendObject(StringBuilder out, Map<?, ?> map) {
        // String.compareTo orders by UTF-16 code unit, as the RFC wants.
        TreeMap<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> {
            if (!(key instanceof String name)) {
                throw new IllegalArgumentException("a JSON key must be a string, was " + key);
            }
            sorted.put(name, value);
        });
        out.append('{');
        String separator = "";
        for (Map.Entry<String, @Nullable Object> entry : sorted.entrySet()) {
            out.append(separator);
            appendString(out, entry.getKey());
            out.append(':');
            append(out, entry.getValue());
            separator = ",";
        }
        out.append('}');
    }

    private static void appendArray(StringBuilder out, Collection<?> items) {
        out.append('[');
        String separator = "";
        for (Object item : items) {
            out.append(separator);
            append(out, item);
            separator = ",";
        }
        out.append(']');
    }

    private static void appendString(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
                    } else if (Character.isHighSurrogate(c) && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1))) {
                        out.append(c).append(text.charAt(++i));
                    } else if (Character.isSurrogate(c)) {
                        throw new IllegalArgumentException(
                                "lone surrogate U+" + Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT)
                                        + " at character " + i + " has no UTF-8 form; repair the text");
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static void appendNumber(StringBuilder out, Number number) {
        switch (number) {
            case Integer i -> out.append(i.intValue());
            case Short s -> out.append(s.shortValue());
            case Byte b -> out.append(b.byteValue());
            case Long l -> {
                if (l > MAX_SAFE || l < -MAX_SAFE) {
                    appendWhole(out, BigInteger.valueOf(l));
                } else {
                    out.append(l.longValue());
                }
            }
            case BigInteger big -> appendWhole(out, big);
            case Double d -> appendDouble(out, d);
            // Through the text, so that 0.1f is 0.1 as in every other JSON writer.
            case Float f -> appendDouble(out, Double.parseDouble(f.toString()));
            case BigDecimal decimal -> {
                if (decimal.signum() != 0 && decimal.precision() - decimal.scale() < 400
                        && decimal.stripTrailingZeros().scale() <= 0) {
                    appendWhole(out, decimal.toBigInteger());
                } else {
                    appendDouble(out, decimal.doubleValue());
                }
            }
            default -> throw new IllegalArgumentException("no JSON form for " + number.getClass().getName());
        }
    }

    /// A whole number of any size, as long as the nearest double prints as the same number.
    private static void appendWhole(StringBuilder out, BigInteger whole) {
        double nearest = whole.doubleValue();
        if (Double.isFinite(nearest)) {
            int start = out.length();
            appendDouble(out, nearest);
            if (new BigDecimal(out.substring(start)).compareTo(new BigDecimal(whole)) == 0) {
                return;
            }
            out.setLength(start);
        }
        throw new IllegalArgumentException("whole number " + whole
                + " is beyond ±2^53 and would be rounded by most JSON readers; choose a smaller one, or send it as a string");
    }

    /// ECMAScript's Number::toString.
    static void appendDouble(StringBuilder out, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("JSON has no " + value);
        }
        if (value == 0) {
            out.append('0'); // also for -0
            return;
        }
        if (value < 0) {
            out.append('-');
        }
        BigDecimal decimal = shortest(Math.abs(value));
        String digits = decimal.unscaledValue().toString();
        int k = digits.length();
        int n = k - decimal.scale(); // value = 0.digits × 10^n
        if (k <= n && n <= 21) {
            out.append(digits).repeat('0', n - k);
        } else if (0 < n && n <= 21) {
            out.append(digits, 0, n).append('.').append(digits, n, k);
        } else if (-6 < n && n <= 0) {
            out.append("0.").repeat('0', -n).append(digits);
        } else {
            out.append(digits.charAt(0));
            if (k > 1) {
                out.append('.').append(digits, 1, k);
            }
            int exponent = n - 1;
            out.append('e').append(exponent < 0 ? '-' : '+').append(Math.abs(exponent));
        }
    }

    /// The shortest digits that round-trip. `Double.toString` gives them since JDK 19 with one exception: it never goes below
    /// two digits, so the smallest subnormal is 4.9E-324 there and 5e-324 in ECMAScript.
    private static BigDecimal shortest(double positive) {
        BigDecimal decimal = new BigDecimal(Double.toString(positive)).stripTrailingZeros();
        if (decimal.precision() == 2) {
            BigDecimal oneDigit = decimal.round(new MathContext(1, RoundingMode.HALF_EVEN));
            if (oneDigit.doubleValue() == positive) {
                return oneDigit.stripTrailingZeros();
            }
        }
        return decimal;
    }
}
