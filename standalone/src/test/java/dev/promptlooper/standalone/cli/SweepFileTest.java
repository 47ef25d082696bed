package dev.promptlooper.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

class SweepFileTest {

    private static final String SWEEP = """
            name: answer-style
            prompts:
              - {name: terse, messages: [{role: system, content: "Number only."}, {role: user, content: "{{question}}"}]}
              - {name: steps, file: prompts/steps.yaml}
              - {name: plain, file: prompts/plain.txt}
            models: [local/llama3.1:8b]
            params:
              temperature: [0, 0.4]
              top_p: {float: [0.5, 1.0]}
            dataset: {file: cases.jsonl, expected: answer, limit: 200}
            scorers: [{type: numeric-match}]
            strategy: {type: random, samples: 4, seed: 7}
            endpoints:
              - {name: local, base-url: "http://127.0.0.1:11434/v1"}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeEach
    void files() throws IOException {
        Files.createDirectories(folder.resolve("prompts"));
        Files.writeString(folder.resolve("prompts/steps.yaml"),
                "messages:\n  - {role: user, content: \"Think. {{question}}\"}\n");
        Files.writeString(folder.resolve("prompts/plain.txt"), "Say: {{question}}\n");
        Files.writeString(folder.resolve("cases.jsonl"), "{\"question\":\"1 + 1\",\"answer\":\"2\"}\n");
    }

    @Test
    void filesAreBroughtInAndWhatIsTheFilesOwnIsSetApart() throws IOException {
        // When
        SweepFile sweep = load(SWEEP);
        // Then
        assertThat(sweep.request().path("prompts").path(1).path("messages").path(0).path("content").asString())
                .isEqualTo("Think. {{question}}");
        assertThat(sweep.request().path("prompts").path(2).toString())
                .isEqualTo("{\"name\":\"plain\",\"messages\":[{\"role\":\"user\",\"content\":\"Say: {{question}}\"}]}");
        assertThat(sweep.request().has("endpoints")).isFalse();
        assertThat(sweep.endpoints()).singleElement()
                .satisfies(endpoint -> assertThat(endpoint.name()).isEqualTo("local"));
        assertThat(sweep.requestWith("cases", 3).path("dataset").toString())
                .isEqualTo("{\"limit\":200,\"name\":\"cases\",\"version\":3}");
        SweepFile.DatasetFile dataset = Objects.requireNonNull(sweep.dataset());
        assertThat(dataset.name()).isEqualTo("cases");
        assertThat(dataset.expected()).isEqualTo("answer");
    }

    @Test
    void setReplacesAPartOfTheFile() throws IOException {
        // When
        SweepFile sweep = SweepFile.load(write(SWEEP),
                Map.of("repeats", "3", "budget.usd", "1.5", "params.temperature", "[1]"));
        // Then
        assertThat(sweep.request().path("repeats").asInt()).isEqualTo(3);
        assertThat(sweep.request().path("budget").path("usd").asDouble()).isEqualTo(1.5);
        assertThat(sweep.request().path("params").path("temperature").toString()).isEqualTo("[1]");
    }

    @Test
    void goodFileHasNoFindings() throws IOException {
        assertThat(SweepCheck.check(load(SWEEP))).isEmpty();
    }

    @Test
    void findingsNameLineFieldValueAndFix() throws IOException {
        // Given
        SweepFile sweep = load(
                SWEEP.replace("local/llama3.1:8b", "llama3").replace("float: [0.5, 1.0]", "float: [1.0, 0.5]"));
        // When
        List<String> findings = SweepCheck.check(sweep)
                .stream()
                .map(finding -> sweep.at(finding.pointer()).replaceAll(".*:(\\d+): ", "$1 ") + finding.field() + ": "
                        + finding.message())
                .toList();
        // Then
        assertThat(findings).anySatisfy(
                line -> assertThat(line).startsWith("6 models[0]").contains("'llama3'").contains("local/llama3"))
                .anySatisfy(line -> assertThat(line).startsWith("9 params.top_p").contains("smaller number first"));
    }

    @Test
    void missingPartsAreNamed() throws IOException {
        assertThat(SweepCheck.check(load("name: x\n"))).extracting(SweepCheck.Finding::field)
                .contains("prompts", "models", "dataset", "scorers");
    }

    @Test
    void brokenYamlIsNamedWithItsLine() {
        assertThatThrownBy(() -> load("name: x\nprompts: [\nmodels: 3\n")).isInstanceOf(CliFailure.class)
                .hasMessageContaining("sweep.yaml:")
                .hasMessageContaining("not YAML");
    }

    @Test
    void filesThatAreNotThereAreNamed() {
        assertThatThrownBy(() -> load(SWEEP.replace("cases.jsonl", "nothing.jsonl")))
                .hasMessageContaining("sweep.yaml:10")
                .hasMessageContaining("nothing.jsonl");
        assertThatThrownBy(() -> load(SWEEP.replace("steps.yaml", "nothing.yaml"))).hasMessageContaining("prompts[1]")
                .hasMessageContaining("nothing.yaml");
    }

    @Test
    void keyInsteadOfAReferenceIsRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> load(SWEEP.replace("name: local,", "name: local, api-key: sk-secret,")))
                .hasMessageContaining("endpoints[0]")
                .hasMessageContaining("env:NAME")
                .hasMessageNotContaining("sk-secret");
    }

    private SweepFile load(String text) throws IOException {
        return SweepFile.load(write(text), Map.of());
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("sweep.yaml"), text);
    }
}
