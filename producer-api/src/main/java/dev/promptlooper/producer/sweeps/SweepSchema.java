package dev.promptlooper.producer.sweeps;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.web.FieldProblem;
import dev.promptlooper.producer.web.NearNames;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The published JSON Schema of sweeps, with messages that teach. Thread-safe.
public final class SweepSchema {

    private static final String RESOURCE = "sweep-file.schema.json";

    private final Schema schema;
    private final JsonNode document;

    public SweepSchema() {
        try (InputStream text = SweepDefinition.class.getResourceAsStream(RESOURCE)) {
            if (text == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the contracts");
            }
            this.document = Json.MAPPER.readTree(text);
            this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Everything in which a request differs from the schema.
    public List<FieldProblem> check(JsonNode request) {
        return schema.validate(request).stream().map(this::problem).distinct().toList();
    }

    private FieldProblem problem(Error error) {
        String field = path(error.getInstanceLocation());
        JsonNode node = error.getInstanceNode();
        String property = error.getProperty();
        return switch (error.getKeyword()) {
            case "additionalProperties" -> {
                List<String> known = known(error);
                yield new FieldProblem(join(field, property), null, "unknown key '" + property + "'"
                        + NearNames.hint(String.valueOf(property), known)
                        + (known.isEmpty() ? "" : "; known keys: " + String.join(", ", known)));
            }
            case "required" -> new FieldProblem(join(field, property), null, "'" + property + "' is missing");
            case "type" -> new FieldProblem(field, value(node), "must be " + types(error) + ", was " + kind(node));
            case "enum" -> new FieldProblem(field, value(node), "must be one of " + error.getSchemaNode());
            case "minItems" -> new FieldProblem(field, value(node), "must not be empty or shorter than "
                    + error.getSchemaNode() + " entries");
            case "minimum", "exclusiveMinimum" -> new FieldProblem(field, value(node),
                    "must be " + (error.getKeyword().startsWith("e") ? "more than " : "at least ")
                            + error.getSchemaNode()
                            + ", was " + node);
            case "maximum" ->
                new FieldProblem(field, value(node), "must be at most " + error.getSchemaNode() + ", was " + node);
            // What stands where a key reference belongs may be the key: it is not repeated.
            case "pattern" ->
                new FieldProblem(field, field.endsWith("api-key") ? null : value(node), pattern(field, node));
            case null, default -> new FieldProblem(field, value(node), String.valueOf(error.getMessage()));
        };
    }

    private static String pattern(String field, @Nullable JsonNode node) {
        String text = node == null ? "" : node.asString("");
        if (field.startsWith("models")) {
            return "'" + text + "' is not endpoint/model; name the endpoint first, for example openai/" + text;
        }
        if (field.endsWith("api-key")) {
            return "a key is given as a reference, env:NAME or file:/path, never as the key itself";
        }
        return "'" + text + "' does not have the right form";
    }

    /// Keys that the schema knows at the place of the error: siblings of the keyword, found by its place in the document.
    private List<String> known(Error error) {
        NodePath path = error.getSchemaLocation().getFragment();
        JsonNode node = document;
        for (int i = 0; i < path.getNameCount() - 1; i++) {
            node = path.getElement(i) instanceof Integer index ? node.path(index) : node.path(path.getName(i));
        }
        List<String> keys = new ArrayList<>(node.path("properties").propertyNames());
        keys.remove("$schema");
        return keys;
    }

    private static String types(Error error) {
        JsonNode type = error.getSchemaNode();
        if (type == null) {
            return "of another type";
        }
        return type.isArray()
                ? type.valueStream().map(one -> article(one.asString())).collect(Collectors.joining(" or "))
                : article(type.asString());
    }

    private static String article(String type) {
        return switch (type) {
            case "array" -> "a list";
            case "object" -> "a map";
            case "string" -> "a text";
            case "integer" -> "a whole number";
            case "boolean" -> "true or false";
            case "null" -> "null";
            default -> "a " + type;
        };
    }

    private static String kind(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return "null";
        }
        if (node.isContainer()) {
            return node.isArray() ? "a list" : "a map";
        }
        return node.toString();
    }

    static @Nullable Object value(@Nullable JsonNode node) {
        return node == null || node.isNull() || node.isContainer()
                ? null
                : Json.MAPPER.convertValue(node, Object.class);
    }

    private static String path(NodePath location) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < location.getNameCount(); i++) {
            Object step = location.getElement(i);
            if (step instanceof Integer index) {
                path.append('[').append(index.intValue()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step);
            }
        }
        return path.toString();
    }

    private static String join(String field, @Nullable String property) {
        return field.isEmpty() ? String.valueOf(property) : field + "." + property;
    }
}
