package dev.promptlooper.standalone.pipeline;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Recorded answers of real models, which lie outside of the repository.
record RecordedData(Path folder) {

    /// Skips the test when they are absent.
    static RecordedData find() {
        String named = System.getenv("PROMPTLOOPER_SHARED_DATA");
        Path folder = named != null
                ? Path.of(named)
                : Path.of(System.getProperty("promptlooper.root", "."))
                        .toAbsolutePath()
                        .resolve("../shared/data")
                        .normalize();
        Assumptions.assumeTrue(Files.isDirectory(folder),
                () -> "the recorded answers are not at " + folder
                        + "; set PROMPTLOOPER_SHARED_DATA to their folder to run this proof");
        return new RecordedData(folder);
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /// A model with a prompt in the temperature study.
    record Subject(String model, String agent) {}

    /// What the study published: correct answers out of 1,000 by temperature.
    Map<Subject, Map<Double, Integer>> temperatureStudy() throws IOException {
        Map<Subject, Map<Double, Integer>> published = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(file("temperature/expected.csv"));
        for (String line : lines.subList(1, lines.size())) {
            List<String> fields = new ArrayList<>(List.of(line.split(",")));
            published.computeIfAbsent(new Subject(fields.get(0), fields.get(1)), subject -> new LinkedHashMap<>())
                    .put(Double.valueOf(fields.get(2)), Integer.valueOf(fields.get(5)));
        }
        return published;
    }
}
