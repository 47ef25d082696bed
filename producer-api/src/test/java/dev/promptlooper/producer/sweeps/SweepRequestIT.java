package dev.promptlooper.producer.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.producer.RunningApi;
import dev.promptlooper.producer.RunningApi.Answer;
import dev.promptlooper.producer.SharedApi;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import java.util.List;

class SweepRequestIT {

    private static final String GOOD = """
            {"prompts": ["terse"], "models": ["openai/m1"], "dataset": "cases", "scorers": [{"type": "equals"}]}""";

    private static final RunningApi api = SharedApi.api();

    @BeforeAll
    static void start() {
        api.upload("?name=cases&expected=answer", "text/csv", "question,answer\n1+1?,2\n2+2?,4\n");
        prompt("terse", "{{question}}");
        prompt("terse", "Briefly: {{question}}");
        api.put("/api/v1/prompts/terse/labels/production", "{\"version\": 1}");
    }

    private static void prompt(String name, String content) {
        api.post("/api/v1/prompts",
                "{\"name\": \"" + name + "\", \"messages\": [{\"role\": \"user\", \"content\": \"" + content + "\"}]}");
    }

    @Test
    void referencesResolveToVersions() {
        // When
        JsonNode sweep = api.post("/api/v1/sweeps:plan",
                """
                        {"prompts": ["terse", "terse@production", {"name": "inline", "messages": [{"role": "user", "content": "{{question}}!"}]}],
                         "models": ["openai/org/m1"], "params": {"temperature": [0, 0.4], "max_tokens": 64, "top_p": {"float": [0.5, 1], "points": 3}},
                         "exclude": [{"temperature": 0.4, "prompt": "inline"}],
                         "dataset": {"name": "cases", "version": 1, "limit": 1},
                         "scorers": [{"type": "equals", "name": "right"}, {"type": "word-count", "max": 9, "weight": 0.2}],
                         "objective": {"maximize": "weighted-sum", "subject-to": {"cost-per-run-usd": {"max": 0.1}}},
                         "strategy": "grid", "budget": {"usd": 5}, "priority": 70, "concurrency": 3, "repeats": 2}""")
                .json()
                .path("sweep");
        // Then
        assertThat(sweep.path("prompts")
                .valueStream()
                .map(p -> p.path("name").asString() + "@" + p.path("version").asInt()))
                .containsExactly("terse@2", "terse@1", "inline@0");
        assertThat(sweep.path("name").asString()).isEqualTo("cases");
        assertThat(sweep.path("models").get(0).asString()).isEqualTo("openai/org/m1");
        assertThat(sweep.path("dataset").path("limit").asInt()).isEqualTo(1);
        assertThat(sweep.path("params").propertyNames()).containsExactly("temperature", "max_tokens", "top_p");
        assertThat(sweep.path("repeats").asInt()).isEqualTo(2);
        assertThat(sweep.path("strategy").path("type").asString()).isEqualTo("grid");
    }

    @Test
    void everythingWrongIsToldAtOnce() {
        // When
        List<String> errors = problems("""
                {"prompts": ["tese", "terse@9", "terse@prod", {"name": "f", "file": "f.yaml"},
                             {"name": "v", "messages": [{"role": "user", "content": "{{qestion}}"}]}],
                 "models": ["opnai/m1"],
                 "params": {"model": "x", "top_p": {"float": [1, 0]}, "k": {"values": [1], "when": {"temprature": 1}}},
                 "exclude": [{"modle": "openai/m1"}],
                 "dataset": "cases",
                 "scorers": [{"type": "eqals"}, {"type": "regex", "name": "a"}, {"type": "equals", "name": "a"}],
                 "objective": {"maximize": "accuracy"}, "priorty": 3}""");
        // Then
        assertThat(errors).anyMatch(e -> e.startsWith("prompts[0]: there is no prompt 'tese'; did you mean 'terse'?"));
        assertThat(errors).anyMatch(e -> e.startsWith("prompts[1]: prompt 'terse' has no version 9; its newest is 2"));
        assertThat(errors).anyMatch(
                e -> e.startsWith("prompts[2]: prompt 'terse' has no label 'prod'; did you mean 'production'?"));
        assertThat(errors).anyMatch(e -> e.startsWith("prompts[3].file: files are read by the command line"));
        assertThat(errors).anyMatch(e -> e.contains("uses {{qestion}}") && e.contains("did you mean 'question'?"));
        assertThat(errors)
                .anyMatch(e -> e.startsWith("models[0]: there is no endpoint 'opnai'; did you mean 'openai'?"));
        assertThat(errors).anyMatch(e -> e.startsWith("params.model: cannot be a parameter"));
        assertThat(errors).anyMatch(e -> e.startsWith("params.top_p: float range [1.0, 0.0] is empty"));
        assertThat(errors).anyMatch(e -> e.startsWith("params.k.when: 'temprature' is not another parameter"));
        assertThat(errors).anyMatch(e -> e.startsWith("exclude[0].modle: ") && e.contains("did you mean 'model'?"));
        assertThat(errors)
                .anyMatch(e -> e.startsWith("scorers[0].type: there is no scorer 'eqals'; did you mean 'equals'?"));
        assertThat(errors).anyMatch(e -> e.startsWith("scorers[2].name: scorers[1] has the name 'a' already"));
        assertThat(errors)
                .anyMatch(e -> e.startsWith("objective.maximize: no scorer of this sweep produces 'accuracy'"));
        assertThat(errors).anyMatch(e -> e.startsWith("priorty: unknown key 'priorty'; did you mean 'priority'?"));
        assertThat(errors).hasSize(14);
    }

    @Test
    void formIsCheckedWithPaths() {
        // When
        List<String> errors = problems(
                """
                        {"prompts": [], "models": ["m1", 3], "params": {"t": {"flaot": [0, 1]}}, "dataset": {"name": "cases", "limit": 0, "verison": 1},
                         "scorers": [{"name": "x"}], "repeats": "two", "budget": {"usd": -1}, "endpoints": [], "priority": 200}""");
        // Then
        assertThat(errors).anyMatch(e -> e.startsWith("prompts: must not be empty"));
        assertThat(errors).anyMatch(e -> e.startsWith("models[0]: 'm1' is not endpoint/model"));
        assertThat(errors).anyMatch(e -> e.equals("models[1]: must be a text, was 3"));
        assertThat(errors).anyMatch(e -> e.startsWith("params.t.flaot: unknown key 'flaot'; did you mean 'float'?"));
        assertThat(errors).anyMatch(e -> e.equals("dataset.limit: must be at least 1, was 0"));
        assertThat(errors)
                .anyMatch(e -> e.startsWith("dataset.verison: unknown key 'verison'; did you mean 'version'?"));
        assertThat(errors).anyMatch(e -> e.equals("scorers[0].type: 'type' is missing"));
        assertThat(errors).anyMatch(e -> e.equals("repeats: must be a whole number, was \"two\""));
        assertThat(errors).anyMatch(e -> e.equals("budget.usd: must be at least 0, was -1"));
        assertThat(errors).anyMatch(e -> e.startsWith("endpoints: endpoints are configured by the operator"));
        assertThat(errors).anyMatch(e -> e.equals("priority: must be at most 100, was 200"));
    }

    @Test
    void emptyRequestNamesWhatIsMissing() {
        assertThat(problems("{}")).containsExactlyInAnyOrder("prompts: 'prompts' is missing",
                "models: 'models' is missing",
                "dataset: 'dataset' is missing", "scorers: 'scorers' is missing");
    }

    @Test
    void objectiveTakesExactlyOneDirection() {
        assertThat(problems(GOOD.replace("\"scorers\"",
                "\"objective\": {\"maximize\": \"equals\", \"minimize\": \"tokens\"}, \"scorers\"")))
                .singleElement()
                .asString()
                .startsWith("objective: an objective has exactly one");
    }

    @Test
    void launchIsRefusedForWhatTheEstimatorFinds() {
        // Given
        String request = "{\"name\": \"impossible\"," + GOOD.strip().substring(1);
        // When
        Answer launch = api.post("/api/v1/sweeps", request);
        // Then
        assertThat(launch.status()).isEqualTo(422);
        assertThat(launch.errors()).containsExactly("params.top_p: a grid needs points");
        assertThat(api.post("/api/v1/sweeps:validate", request).json().path("valid").asBoolean()).isFalse();
        assertThat(api.post("/api/v1/sweeps:plan", request).status()).isEqualTo(200);
        assertThat(api.bean(CatalogDatabase.class)
                .jdbc()
                .sql("SELECT count(*) FROM catalog.sweep WHERE name = 'impossible'")
                .query(Long.class)
                .single()).isZero();
    }

    @Test
    void goodRequestIsValid() {
        JsonNode answer = api.post("/api/v1/sweeps:validate", GOOD).json();
        assertThat(answer.path("valid").asBoolean()).as(answer.toString()).isTrue();
    }

    private static List<String> problems(String request) {
        Answer launch = api.post("/api/v1/sweeps", request);
        assertThat(launch.status()).as(launch.text()).isEqualTo(422);
        Answer validate = api.post("/api/v1/sweeps:validate", request);
        assertThat(validate.status()).isEqualTo(200);
        assertThat(validate.json().path("valid").asBoolean()).isFalse();
        assertThat(validate.json().path("problems")).isEqualTo(launch.json().path("errors"));
        return launch.errors();
    }
}
