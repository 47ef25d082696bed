package dev.promptlooper.contracts.sweep;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One scorer of a sweep: `{type: word-count, max: 120, weight: 0.2}`. Keys other than the common ones are the scorer's own
/// parameters.
///
/// @param type      registered scorer type, for example `numeric-match`
/// @param name      metric name, unique in the sweep; the type when it is not given
/// @param weight    weight in a weighted-sum objective, 0 or more; 1 when it is not given
/// @param threshold value from which a run passes, or null for the scorer type's own
/// @param negate    `not: true` turns the verdict around (value becomes 1 − value for scores in [0, 1])
/// @param params    the scorer's own parameters
public record ScorerDefinition(String type, String name, double weight, @Nullable Double threshold, boolean negate,
        Map<String, Object> params) {

    public ScorerDefinition {
        if (!(weight >= 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException(
                    "weight of scorer '" + name + "' must be a number of 0 or more, was " + weight);
        }
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ScorerDefinition fromFile(Map<String, Object> form) {
        Map<String, Object> params = new LinkedHashMap<>(form);
        Object type = params.remove("type");
        if (!(type instanceof String typeName) || typeName.isBlank()) {
            throw new IllegalArgumentException("a scorer needs a type, for example {type: equals}; was " + form);
        }
        Object name = params.remove("name");
        Object weight = params.remove("weight");
        Object threshold = params.remove("threshold");
        Object not = params.remove("not");
        return new ScorerDefinition(typeName, name == null ? typeName : String.valueOf(name),
                weight == null ? 1 : number("weight", weight),
                threshold == null ? null : number("threshold", threshold),
                not != null && flag(not), params);
    }

    /// The sweep-file form.
    @JsonValue
    public Map<String, Object> toFile() {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("type", type);
        if (!name.equals(type)) {
            form.put("name", name);
        }
        if (weight != 1) {
            form.put("weight", weight);
        }
        if (threshold != null) {
            form.put("threshold", threshold);
        }
        if (negate) {
            form.put("not", true);
        }
        form.putAll(params);
        return form;
    }

    private static double number(String key, Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException(key + " must be a number, was '" + value + "'");
    }

    private static boolean flag(Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw new IllegalArgumentException("not must be true or false, was '" + value + "'");
    }
}
