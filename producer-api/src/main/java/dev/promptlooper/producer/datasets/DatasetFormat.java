package dev.promptlooper.producer.datasets;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.promptlooper.producer.web.Problem;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Locale;

/// How an uploaded file is written.
public enum DatasetFormat {
    CSV, JSONL, JSON, YAML;

    @JsonValue
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The format that the `format` parameter names, else the one that the content type means.
    ///
    /// @throws Problem 422 when the parameter is not a format, 415 when there is none and the type does not tell
    static DatasetFormat of(@Nullable String parameter, @Nullable String contentType) {
        if (parameter != null) {
            return Arrays.stream(values())
                    .filter(format -> format.label().equals(parameter.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> Problem.invalid("format", parameter, "format must be csv, jsonl, json or yaml"));
        }
        String type = contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (type) {
            case "text/csv" -> CSV;
            case "application/x-ndjson", "application/jsonl", "application/x-jsonlines" -> JSONL;
            case "application/json" -> JSON;
            case "application/yaml", "application/x-yaml", "text/yaml" -> YAML;
            default -> throw Problem.of(Problem.Kind.UNSUPPORTED,
                    "the content type does not tell the format; add format=csv, jsonl, json or yaml to the query");
        };
    }
}
