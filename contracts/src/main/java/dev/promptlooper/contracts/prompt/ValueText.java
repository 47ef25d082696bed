package dev.promptlooper.contracts.prompt;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/// How a value of a case looks inside a prompt: text as it is, nothing for null, objects and lists as compact JSON in their own
/// order, numbers by value – 1.0 and 1 are the same number in JSON and must not make two different prompts, and no number
/// turns up as 1.0E10.
final class ValueText {

    private ValueText() {}

    static void append(StringBuilder out, @Nullable Object value) {
        switch (value) {
            case null -> {
                // nothing
            }
            case String text -> out.append(text);
            case Number number -> appendNumber(out, number);
            case Map<?, ?> map -> appendJson(out, map);
            case List<?> list -> appendJson(out, list);
            default -> out.append(value);
        }
    }

    private static void appendJson(StringBuilder out, @Nullable Object value) {
        switch (value) {
            case null -> out.append("null");
            case Map<?, ?> map -> {
                char separator = '{';
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.append(separator).append(Json.write(String.valueOf(entry.getKey()))).append(':');
                    appendJson(out, entry.getValue());
                    separator = ',';
                }
                out.append(map.isEmpty() ? "{}" : "}");
            }
            case List<?> list -> {
                char separator = '[';
                for (Object item : list) {
                    out.append(separator);
                    appendJson(out, item);
                    separator = ',';
                }
                out.append(list.isEmpty() ? "[]" : "]");
            }
            case Number number -> appendNumber(out, number);
            case Boolean flag -> out.append(flag.booleanValue());
            default -> out.append(Json.write(String.valueOf(value)));
        }
    }

    private static void appendNumber(StringBuilder out, Number number) {
        if (number instanceof Double || number instanceof Float || number instanceof BigDecimal) {
            double value = number.doubleValue();
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a number of the case is " + number + "; JSON has no such number");
            }
            BigDecimal decimal = new BigDecimal(number.toString()).stripTrailingZeros();
            // Plain digits as far as people read them; beyond that the exponent is clearer.
            out.append(decimal.signum() == 0
                    ? "0"
                    : decimal.precision() - decimal.scale() <= 21 && decimal.scale() <= 21
                            ? decimal.toPlainString()
                            : decimal.toString());
        } else {
            out.append(number);
        }
    }
}
