package dev.promptlooper.contracts.testkit;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.topic.Topic;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// `docs/asyncapi.yaml` as a judge of records that were really produced. Thread-safe.
///
/// The document leaves schemas open, because readers must ignore what they do not know; here they are closed, so that a field
/// that nobody described is a violation. Modules that use this class need `com.networknt:json-schema-validator` in test scope.
public final class AsyncApi {

    private final JsonNode document;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private AsyncApi(JsonNode document) {
        this.document = document;
    }

    /// Reads the document of the repository.
    public static AsyncApi load() {
        try {
            return new AsyncApi(new YAMLMapper().readTree(Files.readString(Repository.file("docs/asyncapi.yaml"))));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// The whole document.
    public JsonNode document() {
        return document;
    }

    /// What is wrong with a record's value, in words with the place in it; empty when the document describes it.
    ///
    /// @param topic where the record was
    /// @param value its value as it is on the wire
    public List<String> validate(Topic<?> topic, byte[] value) {
        if (value == null) {
            return List.of("a tombstone; no topic of the catalogue has them");
        }
        Schema schema = schemas.computeIfAbsent(topic.type().getSimpleName(), this::compile);
        JsonNode tree;
        try {
            tree = Json.MAPPER.readTree(value);
        } catch (JacksonException e) {
            return List.of(topic.shortName() + ": not JSON: " + Json.problem(e));
        }
        return schema.validate(tree)
                .stream()
                .map(error -> topic.shortName() + " " + error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    /// What is wrong with a record of a topic, as it would be written.
    public <T> List<String> validateRecord(Topic<T> topic, T record) {
        return validate(topic, topic.serde().serialize(topic.topicName(), record));
    }

    private Schema compile(String name) {
        JsonNode all = document.at("/components/schemas").deepCopy();
        if (!all.has(name)) {
            throw new IllegalStateException("docs/asyncapi.yaml has no schema " + name);
        }
        all.forEach(AsyncApi::close);
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("$ref", "#/components/schemas/" + name);
        root.putObject("components").set("schemas", all);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(root);
    }

    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.has("properties") && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
    }
}
