package dev.promptlooper.scoring.scorer;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Checked values of a scorer's parameters. Immutable.
public final class Parameters {

    private final Map<String, Object> values;

    private Parameters(Map<String, Object> values) {
        this.values = values;
    }

    /// Checks values against what a factory describes.
    ///
    /// @throws IllegalArgumentException naming parameter, value and fix
    public static Parameters check(List<Parameter> known, Map<String, Object> given) {
        Map<String, Object> values = new HashMap<>();
        for (Parameter parameter : known) {
            Object value = given.get(parameter.name());
            if (value == null) {
                if (parameter.required()) {
                    throw new IllegalArgumentException("parameter '" + parameter.name() + "' is missing; give "
                            + parameter.kind().words() + ": " + parameter.description());
                }
                if (parameter.fallback() != null) {
                    values.put(parameter.name(), parameter.fallback());
                }
            } else if (parameter.kind().accepts(value)) {
                values.put(parameter.name(), value);
            } else {
                throw new IllegalArgumentException("parameter '" + parameter.name() + "' must be "
                        + parameter.kind().words() + ", was " + ScoreResult.quote(String.valueOf(value)) + "; "
                        + parameter.description());
            }
        }
        List<String> names = known.stream().map(Parameter::name).toList();
        for (String name : given.keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        "parameter '" + name + "' is unknown; " + Suggestion.among(name, names, "it takes"));
            }
        }
        return new Parameters(values);
    }

    /// A text, or null when it was not given and has no default.
    public @Nullable String text(String name) {
        Object value = values.get(name);
        return value == null ? null : String.valueOf(value);
    }

    /// A text that is there, because it is required or has a default.
    public String requiredText(String name) {
        return Objects.requireNonNull(text(name), name);
    }

    /// A number, or null when it was not given and has no default.
    public @Nullable Double number(String name) {
        return values.get(name) instanceof Number number ? number.doubleValue() : null;
    }

    /// A number that is there, because it is required or has a default.
    public double requiredNumber(String name) {
        return Objects.requireNonNull(number(name), name);
    }

    /// A flag; false when it was not given and has no default.
    public boolean flag(String name) {
        return values.get(name) instanceof Boolean flag && flag;
    }

    /// The value as it stands in the sweep file, or null.
    public @Nullable Object value(String name) {
        return values.get(name);
    }
}
