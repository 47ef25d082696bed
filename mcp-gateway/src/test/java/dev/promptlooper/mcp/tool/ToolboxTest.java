package dev.promptlooper.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.contracts.json.Json;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What is promised of every tool's definition.
class ToolboxTest {

    private static final List<Tool> TOOLS = Toolbox.all();

    @Test
    void toolsAreAtMostTwentyFiveWithDistinctNames() {
        assertThat(TOOLS).hasSizeLessThanOrEqualTo(25).extracting(Tool::name).doesNotHaveDuplicates();
    }

    @Test
    void definitionsCostAtMostSixThousandTokensAndNoneMoreThanSevenHundred() {
        int all = 0;
        for (Tool tool : TOOLS) {
            int tokens = Json.write(Map.of("name", tool.name(), "description", tool.description(), "inputSchema",
                    Json.MAPPER.readTree(tool.inputSchema()))).length() / 4;
            assertThat(tokens).as(tool.name()).isLessThanOrEqualTo(700);
            all += tokens;
        }
        assertThat(all).isLessThanOrEqualTo(6_000);
    }

    @Test
    void everyToolIsOneOperationOfTheInterface() throws IOException {
        Map<String, String> operations = operations();
        for (Tool tool : TOOLS) {
            assertThat(operations).as(tool.name()).containsKey(tool.rest());
        }
    }

    /// Parameters that a tool hands on under their own name must be there.
    @Test
    void hintsAndScopeFollowFromTheOperation() {
        for (Tool tool : TOOLS) {
            boolean reads = tool.rest().startsWith("GET ") || tool.rest().equals("POST /api/v1/sweeps:plan");
            assertThat(tool.hints().readOnly()).as(tool.name()).isEqualTo(reads);
            assertThat(tool.scope() == Scope.READ).as(tool.name()).isEqualTo(reads);
            if (reads) {
                assertThat(tool.hints()).as(tool.name()).isEqualTo(new Hints(true, false, true, false));
            }
        }
        assertThat(TOOLS.stream().filter(tool -> tool.hints().destructive()).map(Tool::name))
                .containsExactly("cancel_sweep", "promote_prompt");
        assertThat(TOOLS.stream().filter(tool -> tool.hints().openWorld()).map(Tool::name))
                .containsExactly("launch_sweep", "steer_sweep");
    }

    @Test
    void inputIsClosedAndPlainEnoughForEveryProvider() {
        for (Tool tool : TOOLS) {
            JsonNode input = Json.MAPPER.readTree(tool.inputSchema());
            assertThat(input.path("type").asString()).as(tool.name()).isEqualTo("object");
            assertThat(input.path("additionalProperties").asBoolean(true)).as(tool.name()).isFalse();
            assertThat(input.has("anyOf") || input.has("oneOf") || input.has("$ref")).as(tool.name()).isFalse();
            assertThat(input.path("properties").propertyNames()).as(tool.name())
                    .containsAll(input.path("required").valueStream().map(JsonNode::asString).toList())
                    .allMatch(name -> name.matches("[a-z]+(_[a-z]+)*"));
            bounded(tool.name(), input);
        }
    }

    private static void bounded(String at, JsonNode schema) {
        assertThat(schema.path("type").isArray()).as(at + " has one type").isFalse();
        switch (schema.path("type").asString("")) {
            case "string" -> assertThat(schema.has("enum") || schema.has("pattern") || schema.has("maxLength"))
                    .as(at + " is bounded")
                    .isTrue();
            case "array" -> bounded(at + "[]", schema.path("items"));
            default -> {
                // numbers are bounded where it matters
            }
        }
        schema.path("properties").forEachEntry((name, field) -> bounded(at + "." + name, field));
    }

    @Test
    void outputIsOpenAndNamesWhatIsAlwaysThere() {
        for (Tool tool : TOOLS) {
            JsonNode output = Json.MAPPER.readTree(tool.outputSchema());
            assertThat(output.path("type").asString()).as(tool.name()).isEqualTo("object");
            assertThat(output.path("required").isEmpty()).as(tool.name()).isFalse();
            assertThat(output.has("additionalProperties")).as(tool.name()).isFalse();
        }
    }

    @Test
    void definitionsAreReadAsTheyAreWritten() throws IOException {
        for (Tool tool : TOOLS) {
            try (InputStream in = ToolboxTest.class.getResourceAsStream(tool.name() + ".json")) {
                assertThat(in).isNotNull();
                String file = Json.write(Json.MAPPER.readTree(in.readAllBytes()));
                assertThat(file).contains(tool.inputSchema()).contains(tool.outputSchema());
            }
        }
    }

    private static Map<String, String> operations() throws IOException {
        Map<String, String> operations = new HashMap<>();
        for (String document : List.of("commands", "queries", "scorers")) {
            JsonNode paths = Json.MAPPER
                    .valueToTree(new Yaml().load(Files.readString(Path.of("../docs/openapi", document + ".yaml"))));
            paths.path("paths")
                    .forEachEntry((path, item) -> item.forEachEntry((verb, operation) -> operations.put(
                            verb.toUpperCase(Locale.ROOT) + " " + path, operation.path("operationId").asString(""))));
        }
        return operations;
    }
}
