package dev.promptlooper.standalone.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.ModelPrice;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.standalone.cli.Api;
import dev.promptlooper.standalone.fakellm.FakeLlm;
import dev.promptlooper.standalone.fakellm.FakeLlmOptions;
import dev.promptlooper.standalone.fakellm.ReplaySource;
import dev.promptlooper.standalone.runtime.StandaloneInstance;
import dev.promptlooper.standalone.runtime.StandaloneOptions;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/// A guided sweep over recorded answers of real models, through the whole pipeline: 143 candidates, 100 cases.
class GuidedIT {

    private static final int GRID = 14_300;
    private static final int BUDGET = GRID / 5;

    @Test
    void guidedSweepFindsAGoodConfigurationForAFifthOfTheCallsAndSaysSoEverywhere(@TempDir Path data,
            @TempDir Path folder) throws Exception {
        // Given
        Path recorded = RecordedData.find().file("temperature");
        Path sweep = Files.writeString(folder.resolve("temperature.yaml"),
                """
                        name: temperature
                        prompts:
                          - {name: chain_of_thought, messages: [{role: system, content: chain_of_thought}, {role: user, content: "{{question}}"}]}
                          - {name: baseline, messages: [{role: system, content: baseline}, {role: user, content: "{{question}}"}]}
                          - {name: composite, messages: [{role: system, content: composite}, {role: user, content: "{{question}}"}]}
                          - {name: domain_expert, messages: [{role: system, content: domain_expert}, {role: user, content: "{{question}}"}]}
                          - {name: self_recitation, messages: [{role: system, content: self_recitation}, {role: user, content: "{{question}}"}]}
                        models: [r/claude-3-opus-20240229, r/cohere-command-r-plus, r/gemini-1.0-pro, r/gemini-1.5-pro-preview-0409, r/gpt-35-turbo,
                          r/gpt-4, r/llama-2-70b-chat, r/llama-2-7b-chat, r/mistral-large]
                        params: {temperature: [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]}
                        exclude:
                          - prompt: [baseline, composite, domain_expert, self_recitation]
                            model: [r/claude-3-opus-20240229, r/cohere-command-r-plus, r/gemini-1.0-pro, r/gemini-1.5-pro-preview-0409,
                              r/gpt-4, r/llama-2-70b-chat, r/llama-2-7b-chat, r/mistral-large]
                        dataset: {file: %s, expected: answer}
                        scorers: [{type: choice-letter}]
                        objective: {maximize: choice-letter}
                        strategy: {type: guided, seed: 1, baseline: {model: r/gpt-35-turbo, prompt: baseline, temperature: 0.0}}
                        budget: {calls: %d}
                        """
                        .formatted(Json.write(recorded.resolve("cases.jsonl").toString()), BUDGET));
        try (FakeLlm llm = FakeLlm.start(FakeLlmOptions.DEFAULT
                .withReplay(
                        new ReplaySource(recorded.resolve("answers.jsonl.gz"), recorded.resolve("cases.jsonl"), null)));
                StandaloneInstance instance = StandaloneInstance.start(StandaloneOptions
                        .ephemeral(data.resolve("data"), Map.of())
                        .withEndpoints(List.of(new Endpoint("r", llm.url(), null, Map.of(), 64, null, null,
                                Duration.ofSeconds(30), 3, 512, Map.of("*", new ModelPrice(1, 2))))))) {
            Path at = instance.dataDirectory();
            JsonNode plan = Cli.on(at, "plan", sweep.toString()).json().path("plan");
            // When
            JsonNode result = Cli.on(at, "run", sweep.toString()).json();
            // Then: the plan knew
            assertThat(plan.path("search").path("gridCalls").asLong()).isEqualTo(GRID);
            assertThat(plan.path("calls").asLong()).isLessThanOrEqualTo(BUDGET);
            // Then: as few calls as allowed, and a good candidate
            String sweepId = result.path("sweepId").asString();
            assertThat(result.path("counts").path("failed").asInt()).isZero();
            assertThat(llm.stats().received()).isLessThanOrEqualTo(BUDGET);
            Verdict verdict = Json.read(result.path("verdict").toString(), Verdict.class);
            assertThat(verdict.stage()).isEqualTo(Verdict.Stage.FINAL);
            assertThat(verdict.savings().gridRuns()).isEqualTo(GRID);
            assertThat(verdict.savings().calls()).isEqualTo(llm.stats().received());
            assertThat(verdict.savings().usd()).isLessThan(Objects.requireNonNull(verdict.savings().gridUsd()));
            Map<String, Double> truth = truth(recorded);
            double best = truth.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
            var recommended = Objects
                    .requireNonNull(verdict.candidate(Objects.requireNonNull(verdict.recommended())));
            double reached = Objects.requireNonNull(truth.get(key(recommended.model(), recommended.prompt(),
                    ((Number) Objects.requireNonNull(recommended.params().get("temperature"))).doubleValue())));
            assertThat(best - reached).as("regret of " + recommended).isLessThanOrEqualTo(0.05);
            assertThat(verdict.baseline()).isNotNull();
            assertThat(verdict.baseline().difference()).isPositive();
            // Then: one verdict, wherever it is asked for
            JsonNode everywhere = result.path("verdict");
            assertThat(api(instance, "/api/v1/sweeps/" + sweepId + "/verdict")).isEqualTo(everywhere);
            assertThat(Cli.on(at, "verdict", sweepId).json()).isEqualTo(everywhere);
            JsonNode told = mcp(instance, sweepId);
            assertThat(told.path("summary").path(0)).isEqualTo(everywhere.path("summary").path(0));
            assertThat(told.path("recommended").path("candidate")).isEqualTo(everywhere.path("recommended"));
            assertThat(told.path("spent").path("calls")).isEqualTo(everywhere.path("savings").path("calls"));
            var records = PublicTopics.read(instance.bootstrapServers());
            assertThat(Json.MAPPER
                    .readTree(Objects.requireNonNull(records.get(Topic.VERDICT)).getLast().value()))
                    .isEqualTo(everywhere);
            assertThat(Cli.run("verdict", sweepId, "--data", at.toString()).out()).contains(verdict.summary());
            // Then: the steps of the events replay it
            long steps = Objects.requireNonNull(records.get(Topic.SWEEP_EVENT))
                    .stream()
                    .map(record -> Json.read(new String(record.value(), StandardCharsets.UTF_8), SweepEvent.class))
                    .filter(event -> event.steps() != null)
                    .flatMap(event -> Objects.requireNonNull(event.steps()).stream())
                    .filter(step -> step.kind() == SweepEvent.StepKind.EVALUATE)
                    .mapToLong(SweepEvent.Step::runs)
                    .sum();
            assertThat(steps).isEqualTo(result.path("counts").path("runs").asLong());
            assertThat(Objects.requireNonNull(verdict.savings().gridUsd()) / verdict.savings().usd())
                    .isGreaterThan(2.5);
            assertThat(reached).isCloseTo(best, within(0.05));
        }
    }

    private static JsonNode api(StandaloneInstance instance, String path) {
        try (Api api = new Api(instance.url(), instance.localKey())) {
            return api.get(path);
        }
    }

    private static JsonNode mcp(StandaloneInstance instance, String sweepId) {
        URI url = instance.mcpUrl().orElseThrow();
        try (McpSyncClient client = McpClient
                .sync(HttpClientStreamableHttpTransport.builder(url.resolve("/").toString())
                        .endpoint("/mcp")
                        .requestBuilder(HttpRequest.newBuilder()
                                .header("Authorization", "Bearer " + instance.localKey()))
                        .build())
                .build()) {
            client.initialize();
            Object content = client.callTool(
                    CallToolRequest.builder("get_verdict").arguments(Map.of("sweep_id", sweepId)).build())
                    .structuredContent();
            return Json.MAPPER.readTree(Json.write(content));
        }
    }

    /// Share of right answers of each candidate, first repeats only: what the whole grid would measure.
    private static Map<String, Double> truth(Path recorded) throws IOException {
        Map<Long, String> answers = new HashMap<>();
        for (String line : Files.readAllLines(recorded.resolve("cases.jsonl"))) {
            JsonNode row = Json.MAPPER.readTree(line);
            answers.put(row.path("id").asLong(), row.path("answer").asString());
        }
        Map<String, Double> truth = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(recorded.resolve("answers.jsonl.gz"))),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode row = Json.MAPPER.readTree(line);
                double temperature = row.path("params").path("temperature").asDouble();
                if (temperature <= 1) {
                    boolean right = row.path("outputs")
                            .path(0)
                            .asString("")
                            .equals(
                                    answers.get(row.path("case").asLong()));
                    truth.merge(key(row.path("model").asString(), row.path("agent").asString(), temperature),
                            right ? 0.01 : 0, Double::sum);
                }
            }
        }
        return truth;
    }

    private static String key(String model, String prompt, double temperature) {
        return model + " " + prompt + " " + Math.round(temperature * 10);
    }
}
