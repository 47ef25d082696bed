package dev.promptlooper.scoring.builtin;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.scoring.scorer.Parameters;
import dev.promptlooper.scoring.scorer.ScoreResult;
import dev.promptlooper.scoring.scorer.Scorer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Locale;

/// Whether the output is JSON that a schema accepts. Nothing is fetched: references may only point into the schema itself.
/// Patterns are RE2, like those of the `regex` scorer.
final class JsonSchemaScorer implements Scorer {

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .regularExpressionFactory(pattern -> {
                com.google.re2j.Pattern compiled = RegexScorer.compile(pattern, false);
                return text -> compiled.matcher(text).find();
            })
            .locale(Locale.ROOT)
            .build();

    private final Schema schema;
    private final boolean fenced;

    JsonSchemaScorer(Parameters parameters) {
        this.fenced = parameters.flag("fenced");
        JsonNode node = parse(java.util.Objects.requireNonNull(parameters.value("schema")));
        refuseRemoteReferences(node);
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(CONFIG)
                        .schemaLoader(loader -> loader.fetchRemoteResources(false)));
        try {
            this.schema = registry.getSchema(node);
            schema.initializeValidators();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "parameter 'schema' is not a JSON Schema: " + ScoreResultText.firstLine(e.getMessage()), e);
        }
    }

    private static JsonNode parse(Object schema) {
        try {
            return schema instanceof String text ? Json.MAPPER.readTree(text) : Json.MAPPER.valueToTree(schema);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("parameter 'schema' is not JSON: "
                    + ScoreResultText.firstLine(e.getOriginalMessage()) + "; give the schema as an object", e);
        }
    }

    private static void refuseRemoteReferences(JsonNode node) {
        for (String key : List.of("$ref", "$dynamicRef", "$recursiveRef")) {
            JsonNode reference = node.get(key);
            if (reference != null && reference.isString() && !reference.asString().startsWith("#")) {
                throw new IllegalArgumentException("parameter 'schema' refers to "
                        + ScoreResult.quote(reference.asString())
                        + "; only references inside the schema (#/$defs/name) are followed, copy the other one into $defs");
            }
        }
        node.forEach(JsonSchemaScorer::refuseRemoteReferences);
    }

    @Override
    public ScoreResult score(Input input, Output output, Context context) {
        try {
            List<Error> errors = schema.validate(JsonText.read(output.text(), fenced));
            return ScoreResult.verdict(errors.isEmpty(), errors.isEmpty()
                    ? "the schema accepts it"
                    : errors.size() + " violations, the first: "
                            + ScoreResult.quote(errors.getFirst().getInstanceLocation() + " "
                                    + errors.getFirst().getMessage()));
        } catch (JsonText.NotJson e) {
            return ScoreResult.verdict(false, String.valueOf(e.getMessage()));
        }
    }
}
