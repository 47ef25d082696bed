package dev.promptlooper.scoring.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.scoring.scorer.ScoreResult;
import dev.promptlooper.scoring.scorer.Scorer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/// Recorded answers of real models must give the published figures, exactly.
class RecordedAnswersTest {

    private final Path data = dataFolder();

    @BeforeEach
    void dataIsThere() {
        assumeTrue(Files.isDirectory(data), () -> "skipped: recorded answers are not at " + data
                + "; set PROMPTLOOPER_SHARED_DATA to their folder");
    }

    @Test
    void numericMatchGivesThePublishedFiguresOfGsm8k() throws Exception {
        // When
        Map<String, Integer> correct = correct("gsm8k", "numeric-match");
        // Then
        assertThat(correct).containsExactlyInAnyOrderEntriesOf(Map.of("6b-finetuning|null|null", 286,
                "6b-verification|null|null", 515, "175b-finetuning|null|null", 458, "175b-verification|null|null",
                742));
    }

    @Test
    void choiceLetterGivesThePublishedFiguresOfTheTemperatureStudy() throws Exception {
        // Given
        Map<String, Integer> published = new TreeMap<>();
        List<String> lines = Files.readAllLines(data.resolve("temperature/expected.csv"));
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",");
            published.put(fields[0] + "|" + fields[1] + "|" + Double.parseDouble(fields[2]),
                    Integer.parseInt(fields[5]));
        }
        // When
        Map<String, Integer> correct = correct("temperature", "choice-letter");
        // Then
        assertThat(published).hasSize(149);
        assertThat(correct).isEqualTo(published);
    }

    private Map<String, Integer> correct(String set, String type) throws Exception {
        Scorer scorer = BuiltInScorers.catalog(List.of())
                .configure(ScorerDefinition.fromFile(Map.of("type", type)))
                .scorer();
        Map<String, String> answers = new HashMap<>();
        for (String line : Files.readAllLines(data.resolve(set).resolve("cases.jsonl"))) {
            JsonNode one = Json.MAPPER.readTree(line);
            answers.put(one.get("id").asString(), one.get("answer").asString());
        }
        Map<String, Integer> correct = new TreeMap<>();
        try (InputStream file = Files.newInputStream(data.resolve(set).resolve("answers.jsonl.gz"));
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode one = Json.MAPPER.readTree(line);
                String candidate = one.get("model").asString() + "|" + text(one.get("agent")) + "|"
                        + text(one.at("/params/temperature"));
                String expected = Objects.requireNonNull(answers.get(one.get("case").asString()));
                for (JsonNode output : one.get("outputs")) {
                    correct.merge(candidate, score(scorer, output.asString(), expected), Integer::sum);
                }
            }
        }
        return correct;
    }

    private static int score(Scorer scorer, String output, String expected) throws Exception {
        ScoreResult result = scorer.score(Runs.INPUT, Runs.output(output), Runs.context(expected));
        return (int) ((ScoreResult.Scored) result).value();
    }

    private static String text(@org.jspecify.annotations.Nullable JsonNode node) {
        return node == null || node.isMissingNode() || node.isNull() ? "null" : node.asString();
    }

    private static Path dataFolder() {
        String given = System.getProperty("PROMPTLOOPER_SHARED_DATA", System.getenv("PROMPTLOOPER_SHARED_DATA"));
        return given != null
                ? Path.of(given)
                : Path.of(System.getProperty("promptlooper.root", ".."), "..", "shared", "data").normalize();
    }
}
