package dev.promptlooper.scoring.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.Score;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.scoring.builtin.BuiltInScorers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

class SweepScorersTest {

    private static final Scorer.Input INPUT = new Scorer.Input("c", Map.of());
    private static final Scorer.Output OUTPUT = new Scorer.Output("yes", null, null, Usage.NONE, null, 5);
    private static final Scorer.Context CONTEXT = new Scorer.Context("yes", Map.of(), "s",
            new Candidate("id", 0, "p", 0, "e", "m", Map.of()), 0);

    @Test
    void scorerThatMisbehavesFailsItsScoreAlone() {
        CountDownLatch never = new CountDownLatch(1);
        ScorerCatalog catalog = BuiltInScorers.catalog(List.of(foreign("throws", (input, output, context) -> {
            throw new IllegalStateException("no luck");
        }), foreign("overflows", SweepScorersTest::recurse), foreign("hangs", (input, output, context) -> {
            never.await();
            return ScoreResult.of(1, "never");
        }), foreign("nan", (input, output, context) -> ScoreResult.of(Double.NaN, "nan")),
                foreign("infinite", (input, output, context) -> ScoreResult.of(Double.NEGATIVE_INFINITY, "inf"))));
        // When
        List<Score> scores = SweepScorers
                .compile(definitions("throws", "overflows", "hangs", "nan", "infinite", "equals"), catalog,
                        Duration.ofMillis(50))
                .score(INPUT, OUTPUT, CONTEXT);
        // Then
        assertThat(scores).extracting(Score::value).containsExactly(null, null, null, null, null, 1.0);
        assertThat(scores).extracting(Score::pass).containsExactly(null, null, null, null, null, true);
        assertThat(scores.get(0).error()).contains("no luck");
        assertThat(scores.get(1).error()).contains("StackOverflowError");
        assertThat(scores.get(2).error()).contains("longer than 50 ms");
        assertThat(scores.get(3).error()).contains("NaN");
        assertThat(scores.get(4).error()).contains("Infinity");
    }

    @Test
    void scorerThatHangsIsNotAskedForEver() {
        // Given
        CountDownLatch never = new CountDownLatch(1);
        SweepScorers scorers = SweepScorers.compile(definitions("hangs"),
                BuiltInScorers.catalog(List.of(foreign("hangs", (input, output, context) -> {
                    never.await();
                    return ScoreResult.of(1, "never");
                }))), Duration.ofMillis(20));
        // When
        for (int i = 0; i < TimeLimit.STRIKES; i++) {
            scorers.score(INPUT, OUTPUT, CONTEXT);
        }
        // Then
        assertThat(scorers.score(INPUT, OUTPUT, CONTEXT).getFirst().error()).contains("not asked any more");
    }

    @Test
    void negationTurnsValueAndVerdictAround() {
        // When
        List<Score> scores = SweepScorers.compile(
                List.of(definition(Map.of("type", "equals", "not", true)),
                        definition(Map.of("type", "levenshtein", "not", true, "threshold", 0.5, "value", "yesno")),
                        definition(Map.of("type", "word-count", "raw", true, "not", true, "min", 0)),
                        definition(Map.of("type", "levenshtein", "name", "near", "threshold", 0.6, "value", "yesno")),
                        definition(Map.of("type", "levenshtein", "name", "open"))),
                BuiltInScorers.catalog(List.of()), Duration.ofSeconds(1)).score(INPUT, OUTPUT, CONTEXT);
        // Then
        assertThat(scores.get(0).value()).isZero();
        assertThat(scores.get(0).pass()).isFalse();
        assertThat(scores.get(1).value()).isEqualTo(0.4);
        assertThat(scores.get(1).pass()).isFalse();
        assertThat(scores.get(2).value()).as("1 word is within [0, 1]").isZero();
        assertThat(scores.get(3).pass()).isTrue();
        assertThat(scores.get(4).pass()).as("no threshold, no verdict").isNull();
    }

    @Test
    void jarInAFolderAddsAScorer(@TempDir Path folder, @TempDir Path work) throws Exception {
        // Given
        jar(folder.resolve("shout.jar"), work, "Shout",
                """
                        import dev.promptlooper.scoring.scorer.*;
                        import java.util.List;
                        public class Shout implements ScorerFactory {
                            public String type() { return "shout"; }
                            public String description() { return "1 when the output is upper-case"; }
                            public List<Parameter> parameters() { return List.of(); }
                            public Double threshold(Parameters p) { return 1.0; }
                            public Scorer create(Parameters p) {
                                return (in, out, ctx) -> ScoreResult.verdict(out.text().equals(out.text().toUpperCase()), "checked");
                            }
                        }
                        """);
        jar(folder.resolve("taken.jar"), work, "Taken", """
                import dev.promptlooper.scoring.scorer.*;
                import java.util.List;
                public class Taken implements ScorerFactory {
                    public String type() { return "equals"; }
                    public String description() { return ""; }
                    public List<Parameter> parameters() { return List.of(); }
                    public Scorer create(Parameters p) { throw new IllegalStateException(); }
                }
                """);
        Files.writeString(folder.resolve("not-a-jar.jar"), "nonsense");
        // When
        List<ScorerFactory> found = ScorerJars.inFolder(folder, Set.of("equals"));
        List<Score> scores = SweepScorers
                .compile(definitions("shout", "equals"), BuiltInScorers.catalog(found), Duration.ofSeconds(5))
                .score(INPUT, OUTPUT, CONTEXT);
        // Then
        assertThat(found).extracting(ScorerFactory::type).containsExactly("shout");
        assertThat(found.getFirst().getClass().getClassLoader()).isNotEqualTo(getClass().getClassLoader());
        assertThat(scores).extracting(Score::value).containsExactly(0.0, 1.0);
        assertThat(scores).extracting(Score::pass).containsExactly(false, true);
    }

    @Test
    void folderThatIsNotThereIsNamed(@TempDir Path folder) {
        assertThatIllegalArgumentException().isThrownBy(() -> ScorerJars.inFolder(folder.resolve("no"), Set.of()))
                .withMessageContaining("PROMPTLOOPER_SCORERS");
    }

    private static void jar(Path jar, Path work, String name, String source) throws IOException {
        Path file = Files.writeString(work.resolve(name + ".java"), source);
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        int result = compiler.run(null, null, null, "-proc:none", "-d", work.toString(), "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                file.toString());
        assertThat(result).isZero();
        try (OutputStream out = Files.newOutputStream(jar); JarOutputStream entries = new JarOutputStream(out)) {
            entries.putNextEntry(new JarEntry(name + ".class"));
            Files.copy(work.resolve(name + ".class"), entries);
            entries.putNextEntry(new JarEntry("META-INF/services/" + ScorerFactory.class.getName()));
            entries.write(name.getBytes(StandardCharsets.UTF_8));
        }
    }

    @SuppressWarnings("InfiniteRecursion")
    private static ScoreResult recurse(Scorer.Input input, Scorer.Output output, Scorer.Context context) {
        return recurse(new Scorer.Input(input.caseId(), Map.of()), output, context);
    }

    private static ScorerFactory foreign(String type, Scorer scorer) {
        return new ScorerFactory() {
            @Override
            public String type() {
                return type;
            }

            @Override
            public String description() {
                return "for tests";
            }

            @Override
            public List<Parameter> parameters() {
                return List.of();
            }

            @Override
            public Scorer create(Parameters parameters) {
                return scorer;
            }
        };
    }

    private static List<ScorerDefinition> definitions(String... types) {
        return java.util.Arrays.stream(types).map(type -> definition(Map.of("type", type))).toList();
    }

    private static ScorerDefinition definition(Map<String, Object> form) {
        return ScorerDefinition.fromFile(form);
    }
}
