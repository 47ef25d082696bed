package dev.promptlooper.standalone.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.standalone.fakellm.FakeLlm;
import dev.promptlooper.standalone.fakellm.FakeLlmOptions;
import dev.promptlooper.standalone.fakellm.ReplaySource;
import dev.promptlooper.standalone.pipeline.RecordedData.Subject;
import dev.promptlooper.standalone.runtime.StandaloneInstance;
import dev.promptlooper.standalone.runtime.StandaloneOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Proof on real data: recorded answers of real models, through the whole pipeline, give the published figures.
class RecordedAnswersIT {

    private static final int ANSWERS = 1_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path data;
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;
    @SuppressWarnings("NullAway.Init")
    private static RecordedData recorded;
    @SuppressWarnings("NullAway.Init")
    private static FakeLlm gsm8k;
    @SuppressWarnings("NullAway.Init")
    private static FakeLlm temperature;
    @SuppressWarnings("NullAway.Init")
    private static StandaloneInstance instance;

    @BeforeAll
    static void start() {
        recorded = RecordedData.find();
        gsm8k = replay(new ReplaySource(recorded.file("gsm8k/answers.jsonl.gz"), null, null));
        temperature = replay(new ReplaySource(recorded.file("temperature/answers.jsonl.gz"),
                recorded.file("temperature/cases.jsonl"), null));
        instance = StandaloneInstance.start(StandaloneOptions.ephemeral(data.resolve("data"), Map.of())
                .withEndpoints(List.of(endpoint("gsm8k", gsm8k), endpoint("temperature", temperature))));
    }

    @AfterAll
    static void stop() {
        if (recorded != null) {
            instance.close();
            temperature.close();
            gsm8k.close();
        }
    }

    private static FakeLlm replay(ReplaySource source) {
        return FakeLlm.start(FakeLlmOptions.DEFAULT.withReplay(source));
    }

    private static Endpoint endpoint(String name, FakeLlm llm) {
        return new Endpoint(name, llm.url(), null, Map.of(), 64, null, null, Duration.ofSeconds(30), 3, 512, Map.of());
    }

    @Test
    void leaderboardOfGsm8kEqualsThePublishedFigures() throws Exception {
        // Given
        Map<String, Long> published = Map.of("gsm8k/6b-finetuning", 286L, "gsm8k/6b-verification", 515L,
                "gsm8k/175b-finetuning", 458L, "gsm8k/175b-verification", 742L);
        // When
        JsonNode result = run("gsm8k", """
                prompts: [{name: plain, messages: [{role: user, content: "{{question}}"}]}]
                models: [gsm8k/6b-finetuning, gsm8k/6b-verification, gsm8k/175b-finetuning, gsm8k/175b-verification]
                dataset: {file: %s, expected: answer}
                scorers: [{type: numeric-match}]
                objective: {maximize: numeric-match}
                """.formatted(quoted("gsm8k/cases.jsonl")));
        // Then
        assertThat(result.path("counts").path("runs").asInt()).isEqualTo(4 * 1_319);
        assertThat(result.path("counts").path("failed").asInt()).isZero();
        Map<String, Long> correct = new HashMap<>();
        result.path("leaderboard").forEach(row -> correct.put(row.path("model").asString(), correct(row, 1_319)));
        assertThat(correct).isEqualTo(published);
        assertThat(result.path("leaderboard").path(0).path("model").asString()).isEqualTo("gsm8k/175b-verification");
    }

    @Test
    void leaderboardOfTheTemperatureStudyEqualsThePublishedFigures() throws Exception {
        Map<Subject, Map<Double, Integer>> published = recorded.temperatureStudy();
        for (Subject subject : List.of(new Subject("gpt-35-turbo", "domain_expert"),
                new Subject("llama-2-7b-chat", "chain_of_thought"))) {
            Map<Double, Integer> some = new TreeMap<>(published.get(subject));
            some.keySet().retainAll(Set.of(0.0, 1.0));
            equalsThePublished(subject, some);
        }
    }

    @Test
    @Tag("slow") // 149,000 runs
    void wholeLeaderboardOfTheTemperatureStudyEqualsThePublishedFigures() throws Exception {
        Map<Subject, Map<Double, Integer>> published = recorded.temperatureStudy();
        assertThat(published.values().stream().mapToInt(Map::size).sum()).isEqualTo(149);
        for (Map.Entry<Subject, Map<Double, Integer>> entry : published.entrySet()) {
            equalsThePublished(entry.getKey(), entry.getValue());
        }
    }

    /// The prompt of the study is named by the system message, which is how the replaying endpoint finds the answer.
    private void equalsThePublished(Subject subject, Map<Double, Integer> published) throws IOException {
        // When
        JsonNode result = run("temperature-" + subject.model() + "-" + subject.agent(),
                """
                        prompts: [{name: %1$s, messages: [{role: system, content: %1$s}, {role: user, content: "{{question}}"}]}]
                        models: [temperature/%2$s]
                        params: {temperature: %3$s}
                        dataset: {file: %4$s, expected: answer}
                        scorers: [{type: choice-letter}]
                        objective: {maximize: choice-letter}
                        repeats: 10
                        """
                        .formatted(subject.agent(), subject.model(), published.keySet(),
                                quoted("temperature/cases.jsonl")));
        // Then
        assertThat(result.path("counts").path("failed").asInt()).as("%s", subject).isZero();
        Map<Double, Integer> correct = new HashMap<>();
        result.path("leaderboard")
                .forEach(row -> correct.put(row.path("params").path("temperature").asDouble(),
                        Math.toIntExact(correct(row, ANSWERS))));
        assertThat(correct).as("%s", subject).isEqualTo(published);
    }

    /// Right answers of a row, after checking that its score is exactly their share.
    private static long correct(JsonNode row, int answers) {
        assertThat(row.path("n").asInt()).isEqualTo(answers);
        long correct = Math.round(row.path("score").asDouble() * answers);
        assertThat(row.path("score").asDouble()).isEqualTo(correct / (double) answers,
                org.assertj.core.data.Offset.offset(1e-12));
        return correct;
    }

    private JsonNode run(String name, String sweep) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".yaml"), "name: " + name + "\n" + sweep);
        Cli done = Cli.on(instance.dataDirectory(), "run", file.toString());
        assertThat(done.exitCode()).as(done.err()).isZero();
        return done.json();
    }

    private static String quoted(String file) {
        return Json.write(recorded.file(file).toString());
    }
}
