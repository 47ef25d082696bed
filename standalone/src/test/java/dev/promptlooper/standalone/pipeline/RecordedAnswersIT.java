package dev.promptlooper.standalone.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.standalone.fakellm.FakeLlm;
import dev.promptlooper.standalone.fakellm.FakeLlmOptions;
import dev.promptlooper.standalone.fakellm.ReplaySource;
import dev.promptlooper.standalone.runtime.StandaloneInstance;
import dev.promptlooper.standalone.runtime.StandaloneOptions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Proof on real data: recorded answers of real models, through the whole pipeline, give the published figures.
class RecordedAnswersIT {

    private static final Map<String, Integer> PUBLISHED = Map.of("6b-finetuning", 286, "6b-verification", 515,
            "175b-finetuning",
            458, "175b-verification", 742);

    @Test
    void leaderboardOfGsm8kEqualsThePublishedFigures(@TempDir Path data, @TempDir Path folder) throws Exception {
        // Given
        Path recorded = recordedData().resolve("gsm8k");
        Path sweep = Files.writeString(folder.resolve("gsm8k.yaml"),
                """
                        name: gsm8k
                        prompts:
                          - {name: plain, messages: [{role: user, content: "{{question}}"}]}
                        models: [recorded/6b-finetuning, recorded/6b-verification, recorded/175b-finetuning, recorded/175b-verification]
                        dataset: {file: "%s", expected: answer}
                        scorers: [{type: numeric-match}]
                        objective: {maximize: numeric-match}
                        """
                        .formatted(recorded.resolve("cases.jsonl")));
        try (FakeLlm llm = FakeLlm
                .start(FakeLlmOptions.DEFAULT.withReplay(ReplaySource.of(recorded.resolve("answers.jsonl.gz"))));
                StandaloneInstance instance = StandaloneInstance.start(StandaloneOptions
                        .ephemeral(data.resolve("data"), Map.of())
                        .withEndpoints(List.of(new Endpoint("recorded", llm.url(), null, Map.of(), 64, null, null,
                                Duration.ofSeconds(30), 3, 512, Map.of()))))) {
            // When
            JsonNode result = Cli.at(instance.url().toString(), "run", sweep.toString()).json();
            // Then
            assertThat(result.path("counts").path("runs").asInt()).isEqualTo(4 * 1_319);
            assertThat(result.path("counts").path("failed").asInt()).isZero();
            Map<String, Long> correct = new TreeMap<>();
            result.path("leaderboard").forEach(row -> {
                assertThat(row.path("n").asInt()).isEqualTo(1_319);
                correct.put(row.path("model").asString().substring("recorded/".length()),
                        Math.round(row.path("score").asDouble() * 1_319));
                assertThat(row.path("score").asDouble()).isEqualTo(
                        PUBLISHED.getOrDefault(row.path("model").asString().substring("recorded/".length()), 0)
                                / 1_319.0,
                        org.assertj.core.data.Offset.offset(1e-12));
            });
            assertThat(correct)
                    .containsExactlyInAnyOrderEntriesOf(Map.of("6b-finetuning", 286L, "6b-verification", 515L,
                            "175b-finetuning", 458L, "175b-verification", 742L));
            assertThat(result.path("leaderboard").path(0).path("model").asString())
                    .isEqualTo("recorded/175b-verification");
        }
    }

    private static Path recordedData() {
        String named = System.getenv("PROMPTLOOPER_SHARED_DATA");
        Path folder = named != null
                ? Path.of(named)
                : Path.of(System.getProperty("promptlooper.root", "."))
                        .toAbsolutePath()
                        .resolve("../shared/data")
                        .normalize();
        Assumptions.assumeTrue(Files.isDirectory(folder.resolve("gsm8k")),
                () -> "the recorded answers are not at " + folder
                        + "; set PROMPTLOOPER_SHARED_DATA to their folder to run this proof");
        return folder;
    }
}
