package dev.promptlooper.producer.space;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One point of a candidate space.
///
/// @param model  position in the sweep's models
/// @param prompt position in the sweep's prompts
/// @param params parameter values in the order of the sweep's axes; an axis whose condition does not hold is absent
public record Point(int model, int prompt, Map<String, @Nullable Object> params) {

    public Point {
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    }
}
