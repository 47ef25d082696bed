package dev.promptlooper.contracts.sweep;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A filter: candidates that match *every* entry are left out. Keys are `prompt`, `model` or a parameter name; values are one
/// value or a list of values: `{model: openai/gpt-4o, temperature: [0.8, 1.0]}`.
///
/// @param match key → values of which one must be equal; numbers compare by value
public record Exclusion(Map<String, List<Object>> match) {

    public Exclusion {
        match = Collections.unmodifiableMap(new LinkedHashMap<>(match));
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Exclusion fromFile(Map<String, Object> form) {
        if (form.isEmpty()) {
            throw new IllegalArgumentException(
                    "an exclude entry without keys would leave out every candidate; name prompt, model or a parameter");
        }
        Map<String, List<Object>> match = new LinkedHashMap<>();
        form.forEach((key, value) -> match.put(key, AxisForm.oneOrMany(value)));
        return new Exclusion(match);
    }

    @JsonValue
    public Map<String, List<Object>> toFile() {
        return match;
    }
}
