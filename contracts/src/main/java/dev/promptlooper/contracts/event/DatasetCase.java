package dev.promptlooper.contracts.event;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One row of a dataset version.
///
/// @param id       stable id inside the dataset version (the row's own `id` column when there is one, else its row number)
/// @param index    0-based position in the dataset version
/// @param vars     values for the prompt's `{{variables}}`; JSON values
/// @param expected the reference answer, or null when the dataset has none
/// @param metadata columns that are neither variables nor reference (tags, source …)
public record DatasetCase(String id, long index, Map<String, Object> vars, @Nullable String expected,
        Map<String, Object> metadata) {

    public DatasetCase {
        vars = Collections.unmodifiableMap(new LinkedHashMap<>(vars));
        metadata = metadata == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }
}
