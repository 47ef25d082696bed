package dev.promptlooper.scoring.builtin;

import static dev.promptlooper.scoring.builtin.Runs.result;
import static dev.promptlooper.scoring.builtin.Runs.scorer;
import static dev.promptlooper.scoring.builtin.Runs.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.promptlooper.scoring.scorer.ScoreResult;
import dev.promptlooper.scoring.scorer.Scorer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

class BuiltInScorersTest {

    @ParameterizedTest
    @CsvSource({"The answer is 42., 42, 1", "'1,234', 1234, 1", "'It costs $1,234.50', 1234.5, 1", "-5, -5, 1",
        "x = -$5, -5, 1", "5-3, 3, 1", "5 - 3, 3, 1", "(−7), -7, 1", "12%, 12, 1", "1.5e3, 1500, 1", "2e-2 m, 0.02, 1",
        "12eggs, 12, 1", "2e5f, 5, 1", ".5, 0.5, 1", "3., 3, 1", "1.2.3, 3, 0", "'1,23', 23, 1", "'12,3456', 3456, 1",
        "'\\boxed{17} as in step 3', 17, 1", "'\\boxed{\\$1{,}000}', 1000, 1", "'\\boxed{x} or 4', 4, 1",
        "'1\\,000\\,000', 1000000, 1", "no number, 1, 0", "'', 1, 0", "42.0, 42, 1", "41.99, 42, 0", "1e400, 1, 0",
        "€ -1, -1, 1", "9/14-20, 20, 1", "0.30000000000000004, 0.3, 0", "10**2, 2, 1"})
    void numericMatchReadsTheLastNumber(String output, String expected, double score) {
        assertThat(value(scorer("numeric-match"), output, expected)).isEqualTo(score);
    }

    @Test
    void numericMatchAcceptsATolerance() {
        assertThat(value(scorer("numeric-match", "tolerance", 0.01), "3.14", "3.1416")).isEqualTo(1);
        assertThat(value(scorer("numeric-match", "relative-tolerance", 0.001), "3.14", "3.1416")).isEqualTo(1);
        assertThat(value(scorer("numeric-match", "tolerance", 0.001), "3.14", "3.1416")).isZero();
        assertThat(result(scorer("numeric-match"), "3", "three")).isInstanceOf(ScoreResult.Unscored.class);
    }

    @ParameterizedTest
    @CsvSource({"C, 1", "c, 1", "(C), 1", "C., 1", "**C**, 1", "'  C\n', 1", "Answer: C, 1", "The answer is C., 1",
        "the answer is (c), 1", "\\boxed{C}, 1", "$\\boxed{\\text{C}}$, 1", "C) 4m, 1", "C. 4m, 1", "(C) 4m, 1",
        "**C)** 4m, 1", "I think it is (C) and not A mistake, 1", "'A man said B. The correct answer is **C**.', 1",
        "'Neither A) nor B), so C', 1", "Option C, 1", "'Answer: option C', 1", "'', 0", "' ', 0", "D, 0", "N, 0",
        "3, 0",
        "-, 0", "$, 0", "CD, 0", "Cat, 0", "I do not know, 0", "A thing happened, 0", "The answer is a mystery, 0",
        "Answer: B or else C, 0", "'I considered C but the answer is: D', 0"})
    void choiceLetterFindsTheChoice(String output, double score) {
        assertThat(value(scorer("choice-letter"), output, "C")).isEqualTo(score);
    }

    @Test
    void choiceLetterIsExactOnBareLetters() {
        Scorer scorer = scorer("choice-letter");
        for (char expected = 'A'; expected <= 'J'; expected++) {
            for (char c = 32; c < 127; c++) {
                double right = Character.toUpperCase(c) == expected ? 1 : 0;
                assertThat(value(scorer, String.valueOf(c), String.valueOf(expected))).isEqualTo(right);
            }
        }
    }

    @Test
    void choiceLetterKeepsToItsLetters() {
        assertThat(value(scorer("choice-letter", "letters", "A-D"), "E", "D")).isZero();
        assertThat(value(scorer("choice-letter", "letters", "XYZ"), "Z", "z")).isEqualTo(1);
        assertThat(result(scorer("choice-letter", "letters", "A-D"), "A", "E"))
                .isInstanceOf(ScoreResult.Unscored.class);
        assertThatIllegalArgumentException().isThrownBy(() -> scorer("choice-letter", "letters", "1-4"))
                .withMessageContaining("A-E");
    }

    @Test
    void textScorersCompareTexts() {
        assertThat(value(scorer("equals"), " yes\n", "yes")).isEqualTo(1);
        assertThat(value(scorer("equals", "trim", false), " yes", "yes")).isZero();
        assertThat(value(scorer("equals", "ignore-case", true), "YES", "yes")).isEqualTo(1);
        assertThat(value(scorer("equals", "normalise-whitespace", true), "a \n b", "a b")).isEqualTo(1);
        assertThat(value(scorer("contains"), "oh yes!", "yes")).isEqualTo(1);
        assertThat(value(scorer("contains"), "oh YES!", "yes")).isZero();
        assertThat(value(scorer("icontains"), "oh YES!", "yes")).isEqualTo(1);
        assertThat(value(scorer("starts-with"), "yes, oh", "yes")).isEqualTo(1);
        assertThat(value(scorer("starts-with"), "oh yes", "yes")).isZero();
    }

    @Test
    void referenceIsTheValueOrTheExpectedAnswer() {
        assertThat(value(scorer("contains", "value", "Rome"), "Rome it is", "Paris")).isEqualTo(1);
        assertThat(value(scorer("contains", "value", "{{city}}"), "Paris it is", null)).isEqualTo(1);
        assertThat(value(scorer("equals", "value", 42), "42", null)).isEqualTo(1);
        assertThat(result(scorer("equals"), "x", null)).isInstanceOfSatisfying(ScoreResult.Unscored.class,
                unscored -> assertThat(unscored.reason()).contains("expected"));
    }

    @Test
    void regexSearchesOrMatches() {
        assertThat(value(scorer("regex", "pattern", "\\d+"), "a1b", null)).isEqualTo(1);
        assertThat(value(scorer("regex", "pattern", "\\d+", "full", true), "a1b", null)).isZero();
        assertThat(value(scorer("regex", "pattern", "YES", "ignore-case", true), "yes", null)).isEqualTo(1);
    }

    @Test
    void s47RegexIsLinearWhereBacktrackingIsNot() {
        assertThat(value(scorer("regex", "pattern", "(a+)+$"), "a".repeat(50_000) + "!", null)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "(?=x)", "(a)\\1", "((a{100}){100}){100}"})
    void s47RegexRefusesWhatIsNotLinear(String pattern) {
        assertThatIllegalArgumentException().isThrownBy(() -> scorer("regex", "pattern", pattern))
                .withMessageContaining("scorer 'regex': parameter 'pattern'");
    }

    @Test
    void isJsonTakesOneWholeValue() {
        Scorer scorer = scorer("is-json");
        assertThat(value(scorer, "{\"a\":[1,2]}", null)).isEqualTo(1);
        assertThat(value(scorer, " 3 ", null)).isEqualTo(1);
        for (String bad : List.of("", "{", "{\"a\":1} and more", "{'a':1}", "NaN", "{\"a\":1,\"a\":2}",
                "[".repeat(5000))) {
            assertThat(value(scorer, bad, null)).as(bad).isZero();
        }
        assertThat(value(scorer, "```json\n{}\n```", null)).isZero();
        assertThat(value(scorer("is-json", "fenced", true), "Here:\n```json\n{}\n```", null)).isEqualTo(1);
    }

    @Test
    void jsonSchemaValidates() {
        Scorer scorer = scorer("json-schema", "schema",
                Map.of("type", "object", "required", List.of("city"), "properties",
                        Map.of("city", Map.of("type", "string", "pattern", "^[A-Z]"), "n", Map.of("$ref", "#/$defs/n")),
                        "$defs", Map.of("n", Map.of("type", "integer", "minimum", 0))));
        assertThat(value(scorer, "{\"city\":\"Rome\",\"n\":3}", null)).isEqualTo(1);
        assertThat(value(scorer, "{\"city\":\"rome\"}", null)).isZero();
        assertThat(value(scorer, "{\"city\":\"Rome\",\"n\":-1}", null)).isZero();
        assertThat(value(scorer, "no", null)).isZero();
    }

    @Test
    void jsonSchemaFetchesNothing(@org.junit.jupiter.api.io.TempDir Path folder) throws Exception {
        Path other = Files.writeString(folder.resolve("other.json"), "{}");
        for (String reference : List.of("http://127.0.0.1:9/schema.json", other.toUri().toString(), "other.json")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> scorer("json-schema", "schema",
                            Map.of("properties", Map.of("a", Map.of("$ref", reference)))))
                    .withMessageContaining("only references inside the schema");
        }
    }

    @Test
    void levenshteinIsASimilarity() {
        Scorer scorer = scorer("levenshtein");
        assertThat(value(scorer, "kitten", "sitting")).isCloseTo(1 - 3 / 7.0, within(1e-12));
        assertThat(value(scorer, "", "")).isEqualTo(1);
        assertThat(value(scorer, "abc", "")).isZero();
        assertThat(value(scorer, "x".repeat(100_000), "x".repeat(90_000))).isEqualTo(1);
    }

    @Test
    void levenshteinEqualsTheFullTable() {
        Random random = new Random(6);
        for (int round = 0; round < 300; round++) {
            int[] a = random.ints(random.nextInt(20), 'a', 'e').toArray();
            int[] b = random.ints(random.nextInt(20), 'a', 'e').toArray();
            int[][] table = new int[a.length + 1][b.length + 1];
            for (int i = 0; i <= a.length; i++) {
                for (int j = 0; j <= b.length; j++) {
                    table[i][j] = i == 0
                            ? j
                            : j == 0
                                    ? i
                                    : Math.min(table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1),
                                            Math.min(table[i - 1][j], table[i][j - 1]) + 1);
                }
            }
            assertThat(LevenshteinScorer.distance(a, b)).isEqualTo(table[a.length][b.length]);
        }
    }

    @Test
    void wordCountJudgesOrCounts() {
        assertThat(value(scorer("word-count", "max", 3), "one two  three", null)).isEqualTo(1);
        assertThat(value(scorer("word-count", "max", 2), "one two three", null)).isZero();
        assertThat(value(scorer("word-count", "min", 1), " ", null)).isZero();
        assertThat(value(scorer("word-count", "raw", true), "one two three", null)).isEqualTo(3);
        assertThatIllegalArgumentException().isThrownBy(() -> scorer("word-count")).withMessageContaining("max: 120");
    }

    @Test
    void measuresAreJudged() {
        assertThat(value(scorer("latency", "max", 1500), "", null)).isEqualTo(1);
        assertThat(value(scorer("latency", "max", 1499), "", null)).isZero();
        assertThat(value(scorer("cost", "max", 0.002), "", null)).isEqualTo(1);
        assertThat(value(scorer("cost", "max", 0.001), "", null)).isZero();
    }

    @Test
    void scorersSurviveWhateverTextTheyGet() {
        Random random = new Random(7);
        List<Scorer> scorers = List.of(scorer("equals"), scorer("icontains"), scorer("regex", "pattern", "a|b"),
                scorer("is-json"), scorer("numeric-match"), scorer("choice-letter"), scorer("levenshtein"),
                scorer("word-count", "raw", true), scorer("json-schema", "schema", true));
        String alphabet = "aAbC(){}[]\\\"'0123456789.,-+eE$%\u0000\ud83d\udc4d\ud83d\u00a0\u2212 \n\tboxed{";
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(30), 0, alphabet.length()).forEach(i -> text.append(alphabet.charAt(i)));
            for (Scorer scorer : scorers) {
                ScoreResult result = result(scorer, text.toString(), random.nextBoolean() ? "C" : "12");
                if (result instanceof ScoreResult.Scored(double value, String reason)) {
                    assertThat(value).isFinite();
                    assertThat(reason).isNotBlank();
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "numeric-match | tolerence | 1 | parameter 'tolerence' is unknown; did you mean 'tolerance'? It takes relative-tolerance, tolerance, value",
        "word-count | max | ten | parameter 'max' must be a number, was 'ten'; most words",
        "latency | unit | s | parameter 'max' is missing; give a number: milliseconds",
        "numeric-match | value | none | parameter 'value' has no number in it, was 'none'; give a number or a {{variable}}"})
    void wrongParametersAreExplained(String type, String name, String value, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> scorer(type, name, value))
                .withMessage("scorer '" + type + "': " + message);
    }
}
