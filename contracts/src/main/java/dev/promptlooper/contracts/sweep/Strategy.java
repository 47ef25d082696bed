package dev.promptlooper.contracts.sweep;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Which candidates are tried, in which order: `{type: grid}`, `{type: random, samples: 24, seed: 7}`.
///
/// @param type   registered strategy type
/// @param params the strategy's own parameters
public record Strategy(String type, Map<String, Object> params) {

    public static final Strategy GRID = new Strategy("grid", Map.of());

    public Strategy {
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Strategy fromFile(Map<String, Object> form) {
        Map<String, Object> params = new LinkedHashMap<>(form);
        Object type = params.remove("type");
        if (!(type instanceof String name)) {
            throw new IllegalArgumentException("a strategy needs a type, for example {type: grid}; was " + form);
        }
        return new Strategy(name, params);
    }

    /// The sweep-file form.
    @JsonValue
    public Map<String, Object> toFile() {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("type", type);
        form.putAll(params);
        return form;
    }
}
