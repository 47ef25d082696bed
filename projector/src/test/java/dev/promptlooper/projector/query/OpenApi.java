package dev.promptlooper.projector.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.json.Json;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// The document, and whether an answer is what it says: no field it does not know, none of its required ones missing, all of the
/// type and the values it names.
final class OpenApi {

    private static final JsonNode DOCUMENT = read();

    private OpenApi() {}

    private static JsonNode read() {
        try (InputStream in = Objects.requireNonNull(OpenApi.class.getResourceAsStream("/openapi/queries.yaml"))) {
            return Json.MAPPER.valueToTree(new Yaml().load(in));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// `GET /path` of every operation.
    static Set<String> routes() {
        Set<String> routes = new TreeSet<>();
        DOCUMENT.path("paths")
                .forEachEntry((path, item) -> item.propertyNames()
                        .forEach(verb -> routes.add(verb.toUpperCase(java.util.Locale.ROOT) + " " + path)));
        return routes;
    }

    static void assertMatches(String schema, JsonNode value) {
        check(DOCUMENT.path("components").path("schemas").path(schema), value, schema);
    }

    private static void check(JsonNode schema, JsonNode value, String at) {
        if (schema.has("$ref")) {
            String ref = schema.path("$ref").asString();
            check(DOCUMENT.at(ref.substring(1)), value, at);
            return;
        }
        if (schema.has("allOf")) {
            Set<String> known = new TreeSet<>();
            schema.path("allOf").forEach(part -> {
                JsonNode resolved = part.has("$ref") ? DOCUMENT.at(part.path("$ref").asString().substring(1)) : part;
                known.addAll(resolved.path("properties").propertyNames());
                checkObject(resolved, value, at);
            });
            assertThat(known).as(at).containsAll(value.propertyNames());
            return;
        }
        switch (schema.path("type").asString("")) {
            case "object" -> {
                assertThat(value.isObject()).as(at + " is an object").isTrue();
                checkObject(schema, value, at);
                if (schema.has("properties")) {
                    assertThat(schema.path("properties").propertyNames()).as(at).containsAll(value.propertyNames());
                }
                if (schema.has("additionalProperties")) {
                    value.forEachEntry(
                            (name, field) -> check(schema.path("additionalProperties"), field, at + "." + name));
                }
            }
            case "array" -> {
                assertThat(value.isArray()).as(at + " is an array").isTrue();
                value.forEach(item -> check(schema.path("items"), item, at + "[]"));
            }
            case "string" -> {
                assertThat(value.isString()).as(at + " is a string").isTrue();
                if (schema.has("enum")) {
                    assertThat(schema.path("enum")).as(at).anyMatch(one -> one.equals(value));
                }
            }
            case "integer" -> assertThat(value.isIntegralNumber()).as(at + " is an integer").isTrue();
            case "number" -> assertThat(value.isNumber()).as(at + " is a number").isTrue();
            case "boolean" -> assertThat(value.isBoolean()).as(at + " is a boolean").isTrue();
            default -> throw new AssertionError("no type in the schema at " + at);
        }
    }

    private static void checkObject(JsonNode schema, JsonNode value, String at) {
        schema.path("required")
                .forEach(name -> assertThat(value.has(name.asString())).as(at + "." + name.asString() + " is there")
                        .isTrue());
        schema.path("properties").forEachEntry((name, field) -> {
            if (value.has(name)) {
                check(field, value.path(name), at + "." + name);
            }
        });
    }
}
