package dev.promptlooper.producer.web;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// Reads JSON request bodies: limited in size, strict about duplicate and unknown keys, and clear about where they are wrong.
public final class JsonBodies {

    /// Largest JSON body. Datasets, which are larger, are uploaded as files.
    public static final int MAX_BYTES = 4 << 20;

    private static final ObjectReader READER = Json.MAPPER.readerFor(JsonNode.class)
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    private JsonBodies() {}

    /// @param body the request body; not closed
    /// @return the JSON object
    /// @throws Problem 400 with line and column when it is not a JSON object, 413 when it is too large
    public static ObjectNode object(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw Problem.of(Problem.Kind.TOO_LARGE, "the body is larger than " + (MAX_BYTES >> 20)
                    + " MiB; upload cases with POST /api/v1/datasets instead of sending them inline");
        }
        if (bytes.length == 0) {
            throw Problem.malformed("the body is empty; send a JSON object");
        }
        try {
            if (READER.readValue(bytes) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            Problem problem = Problem.malformed("the body is not JSON: " + firstLine(e.getOriginalMessage())
                    + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr()));
            if (at != null) {
                problem.with("line", at.getLineNr()).with("column", at.getColumnNr());
            }
            throw problem;
        }
        throw Problem.malformed("the body must be a JSON object {…}");
    }

    /// The body as a record; keys the record does not have are refused, with the nearest known one.
    ///
    /// @throws Problem 422 naming the field
    public static <T> T read(InputStream body, Class<T> type, Collection<String> keys) throws IOException {
        return convert(object(body), type, keys);
    }

    /// As [#read], from a tree.
    public static <T> T convert(ObjectNode object, Class<T> type, Collection<String> keys) {
        List<FieldProblem> errors = new ArrayList<>();
        for (String key : object.propertyNames()) {
            if (!keys.contains(key)) {
                errors.add(new FieldProblem(key, null,
                        "unknown key '" + key + "'" + NearNames.hint(key, keys) + "; known keys: "
                                + String.join(", ", keys)));
            }
        }
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        try {
            return Json.MAPPER.treeToValue(object, type);
        } catch (JacksonException e) {
            String path = path(e);
            throw Problem.invalid(path, null, Json.problem(e));
        }
    }

    /// A text that must be there.
    ///
    /// @throws Problem 422
    public static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw Problem.invalid(field, value, field + " is missing; give a text");
        }
        return value;
    }

    /// A name for prompts, datasets and labels: what fits into a URL path and a reference `name@version`.
    ///
    /// @throws Problem 422
    public static String name(String field, @Nullable String value) {
        String name = required(field, value);
        if (!name.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,127}")) {
            throw Problem.invalid(field, name,
                    field + " must be 1 to 128 letters, digits, spaces, '.', '_' or '-', and start with a letter or digit");
        }
        return name;
    }

    private static String path(JacksonException e) {
        StringBuilder path = new StringBuilder();
        e.getPath().forEach(step -> {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        });
        return path.toString();
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "unreadable" : message.lines().findFirst().orElse("");
    }

    /// Names of record components, in order.
    public static Set<String> keysOf(Class<? extends Record> type) {
        Set<String> keys = new java.util.LinkedHashSet<>();
        for (var component : type.getRecordComponents()) {
            keys.add(component.getName());
        }
        return keys;
    }
}
