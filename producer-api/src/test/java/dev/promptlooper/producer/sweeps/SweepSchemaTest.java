package dev.promptlooper.producer.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.json.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class SweepSchemaTest {

    private static final String FILE = """
            name: answer-style
            prompts:
              - {name: terse, messages: [{role: system, content: "Answer with the final number only."}, {role: user, content: "{{question}}"}]}
              - {name: steps, file: prompts/steps.yaml}
            models: [local/llama3.1:8b, openai/gpt-4o-mini]        # endpoint/model
            params:
              temperature: [0, 0.4, 0.8]
              top_p: {float: [0.5, 1.0]}
              max_tokens: 256
            dataset: {file: cases.jsonl, expected: answer, limit: 200}
            scorers: [{type: numeric-match}, {type: word-count, max: 120, weight: 0.2}]
            objective: {maximize: numeric-match, subject-to: {cost-per-run-usd: {max: 0.002}}}
            strategy: {type: random, samples: 24, seed: 7}
            repeats: 1
            budget: {usd: 5, minutes: 30}
            endpoints:                                              # optional: otherwise operator configuration
              - {name: local, base-url: "http://127.0.0.1:11434/v1"}
            """;

    private final SweepSchema schema = new SweepSchema();

    @Test
    void documentedSweepFileIsValid() {
        assertThat(schema.check(file(FILE))).isEmpty();
    }

    @Test
    void keyItselfIsRefusedWithoutBeingRepeatedInTheMessage() {
        assertThat(schema.check(file(FILE.replace("{name: local,", "{name: local, api-key: sk-secret,"))))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.field()).isEqualTo("endpoints[0].api-key");
                    assertThat(problem.toString()).doesNotContain("sk-secret");
                    assertThat(problem.value()).isNull();
                });
    }

    @Test
    void formsOfAxesAreValid() {
        assertThat(schema.check(file(FILE.replace("max_tokens: 256", """
                max_tokens: {int: [16, 256], step: 16}
                  seed: null
                  stop: {values: ["\\n", null], when: {temperature: [0]}}
                  lr: {log: [0.001, 1], points: 4}
                  response_format: {value: {type: json_object}}""")))).isEmpty();
    }

    private static JsonNode file(String yaml) {
        Object tree = new YAMLMapper().readValue(yaml, Object.class);
        return Json.MAPPER.valueToTree(tree);
    }
}
