package dev.promptlooper.producer.datasets;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Which column means what.
///
/// @param expected column with the reference answer; when null, a column named `__expected` or `expected`
/// @param id       column with the case's id; when null, a column named `id`; without one, the row number is the id
/// @param vars     variables; when empty, every column that has no other role
/// @param metadata columns kept beside the variables
record ColumnMapping(@Nullable String expected, @Nullable String id, Set<String> vars, Set<String> metadata) {

    private static final Set<String> EXPECTED_BY_NAME = Set.of("__expected", "expected");

    /// What a column is for.
    enum Role {
        VAR, EXPECTED, ID, METADATA;

        @JsonValue
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// From query parameters; lists are comma separated.
    static ColumnMapping of(@Nullable String expected, @Nullable String id, @Nullable String vars,
            @Nullable String metadata) {
        return new ColumnMapping(blankToNull(expected), blankToNull(id), list(vars), list(metadata));
    }

    Role role(String column) {
        if (column.equals(expected)
                || (expected == null && EXPECTED_BY_NAME.contains(column) && !vars.contains(column))) {
            return Role.EXPECTED;
        }
        if (column.equals(id) || (id == null && column.equals("id") && !vars.contains(column)
                && !metadata.contains(column))) {
            return Role.ID;
        }
        if (metadata.contains(column)) {
            return Role.METADATA;
        }
        return vars.isEmpty() || vars.contains(column) ? Role.VAR : Role.METADATA;
    }

    /// Query parameter → columns it names, for checking that they exist.
    Map<String, List<String>> named() {
        Map<String, List<String>> named = new LinkedHashMap<>();
        named.put("expected", expected == null ? List.of() : List.of(expected));
        named.put("id", id == null ? List.of() : List.of(id));
        named.put("vars", List.copyOf(vars));
        named.put("metadata", List.copyOf(metadata));
        return named;
    }

    /// Text that is equal exactly when two mappings read a file alike.
    String fingerprint(DatasetFormat format) {
        return Json.write(List.of(format.label(), Objects.requireNonNullElse(expected, ""),
                Objects.requireNonNullElse(id, ""), vars.stream().sorted().toList(),
                metadata.stream().sorted().toList()));
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static Set<String> list(@Nullable String text) {
        Set<String> names = new LinkedHashSet<>();
        if (text != null) {
            Arrays.stream(text.split(",")).map(String::strip).filter(name -> !name.isEmpty()).forEach(names::add);
        }
        return names;
    }
}
