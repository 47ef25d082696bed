package dev.promptlooper.mcp.tool;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Compares arguments with a tool's input schema and says in our own words what is wrong. Thread-safe.
final class ArgumentCheck {

    private static final int MOST_VALUES = 20;

    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    /// @return null when they fit
    @Nullable
    ToolError check(Tool tool, ObjectNode arguments) {
        Schema schema = schemas.computeIfAbsent(tool.name(), name -> registry.getSchema(tool.inputSchema()));
        List<Error> errors = schema.validate(arguments);
        return errors.isEmpty() ? null : explain(tool, errors.getFirst());
    }

    private static ToolError explain(Tool tool, Error error) {
        String at = path(error);
        JsonNode limit = error.getSchemaNode();
        String value = error.getInstanceNode() == null ? "" : shown(error.getInstanceNode());
        String property = error.getProperty() == null ? "" : Untrusted.name(error.getProperty());
        String field = property.isEmpty() ? at : at.isEmpty() ? property : at + "." + property;
        String here = at.isEmpty() ? "the arguments" : at;
        return switch (error.getKeyword()) {
            case "required" -> refused(field + " is missing", "give it; " + described(tool, field), field);
            case "additionalProperties" -> refused("there is no argument '" + property + "'"
                    + NearNames.hint(property, known(tool, at)), "leave it out; known are " + known(tool, at), field);
            case "enum" -> refused(at + " is " + value, "give one of " + limit, at);
            case "pattern" -> refused(at + " is " + value + ", which does not have the form " + limit.asString(""),
                    described(tool, at), at);
            case "type" -> refused(here + " is " + value, "give " + a(limit.asString("another type")), at);
            case "minimum" -> refused(at + " is " + value, "give " + limit + " or more", at);
            case "maximum" -> refused(at + " is " + value, "give " + limit + " or less", at);
            case "exclusiveMinimum" -> refused(at + " is " + value, "give more than " + limit, at);
            case "minItems" -> refused(at + " has too few items", "give " + limit + " or more", at);
            case "maxItems" -> refused(at + " has too many items", "give " + limit + " or fewer", at);
            case "minLength" -> refused(at + " is too short", "give " + limit + " characters or more", at);
            case "maxLength" -> refused(at + " is too long", "give " + limit + " characters or fewer", at);
            default -> refused(here + " does not fit the schema (" + error.getKeyword() + ")",
                    "compare with the tool's input schema", at);
        };
    }

    private static ToolError refused(String message, String fix, String field) {
        return new ToolError(ToolError.Code.INVALID_ARGUMENT, message, fix, null, false,
                field.isEmpty() ? null : field);
    }

    private static String a(String type) {
        return switch (type) {
            case "integer" -> "a whole number";
            case "object" -> "an object";
            case "array" -> "a list";
            case "string" -> "a text";
            default -> "a " + type;
        };
    }

    private static String shown(JsonNode value) {
        return Untrusted.name(Json.write(value));
    }

    private static String path(Error error) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < error.getInstanceLocation().getNameCount(); i++) {
            Object element = error.getInstanceLocation().getElement(i);
            if (element instanceof Number) {
                path.append('[').append(element).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(Untrusted.name(String.valueOf(element)));
            }
        }
        return path.toString();
    }

    private static String described(Tool tool, String field) {
        String text = schemaAt(tool, field).path("description").asString("");
        return text.isEmpty() ? "see the tool's input schema" : text;
    }

    private static List<String> known(Tool tool, String field) {
        return schemaAt(tool, field).path("properties")
                .propertyStream()
                .map(Map.Entry::getKey)
                .limit(MOST_VALUES)
                .toList();
    }

    private static JsonNode schemaAt(Tool tool, String field) {
        JsonNode schema = Json.MAPPER.readTree(tool.inputSchema());
        for (String step : field.isEmpty() ? new String[0] : field.split("\\.", -1)) {
            int bracket = step.indexOf('[');
            schema = schema.path("properties").path(bracket < 0 ? step : step.substring(0, bracket));
            schema = bracket < 0 ? schema : schema.path("items");
        }
        return schema;
    }
}
