package dev.promptlooper.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/// A scorer `digits-only` of somebody else, compiled at the time of the test, so that it is nowhere but in its jar.
final class ScorerJar {

    private static final String SOURCE = """
            import dev.promptlooper.scoring.scorer.*;
            import java.util.List;
            public final class DigitsOnly implements ScorerFactory {
                public String type() { return "digits-only"; }
                public String description() { return "1 when the output is a number and nothing else"; }
                public List<Parameter> parameters() { return List.of(); }
                public Double threshold(Parameters given) { return 1.0; }
                public Scorer create(Parameters given) {
                    return (input, output, context) ->
                            ScoreResult.verdict(output.text().strip().matches("[0-9]+"), "looked at every character");
                }
            }
            """;

    private ScorerJar() {}

    /// Makes the folder and puts the jar into it.
    static void dropInto(Path folder, Path work) throws IOException {
        Path source = Files.writeString(work.resolve("DigitsOnly.java"), SOURCE);
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        int result = compiler.run(null, null, null, "-proc:none", "-d", work.toString(), "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                source.toString());
        assertThat(result).as("the compiler's exit code").isZero();
        Files.createDirectories(folder);
        try (OutputStream out = Files.newOutputStream(folder.resolve("digits-only.jar"));
                JarOutputStream jar = new JarOutputStream(out)) {
            jar.putNextEntry(new JarEntry("DigitsOnly.class"));
            Files.copy(work.resolve("DigitsOnly.class"), jar);
            jar.putNextEntry(new JarEntry("META-INF/services/dev.promptlooper.scoring.scorer.ScorerFactory"));
            jar.write("DigitsOnly".getBytes(StandardCharsets.UTF_8));
        }
    }
}
