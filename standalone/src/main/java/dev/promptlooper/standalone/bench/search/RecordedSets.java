package dev.promptlooper.standalone.bench.search;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// Finds recorded sets in a folder.
///
/// | what lies in the folder | what it becomes |
/// |---|---|
/// | `NAME.csv`, `NAME.csv.gz` | [ScoreCsv]: a set NAME, and one per group where the case names have groups |
/// | `NAME/scores.csv`, `NAME/scores.csv.gz` | the same |
/// | `NAME/answers.jsonl.gz` with `cases.jsonl` and `expected.csv` | [RecordedAnswers]: answers that are right when they equal the case's answer |
///
/// Everything else is passed over.
final class RecordedSets {

    private RecordedSets() {}

    /// @return the sets in the order of their names; empty when there are none
    /// @throws IllegalArgumentException when a file is not what its name says; names file, line and reason
    static List<RecordedSet> in(Path folder) throws IOException {
        List<RecordedSet> sets = new ArrayList<>();
        for (Path entry : sorted(folder)) {
            if (Files.isDirectory(entry)) {
                sets.addAll(inside(entry));
            } else if (isCsv(entry)) {
                sets.addAll(ScoreCsv.read(stem(entry), entry));
            }
        }
        return sets;
    }

    private static List<RecordedSet> inside(Path folder) throws IOException {
        String name = String.valueOf(folder.getFileName());
        for (String file : List.of("scores.csv", "scores.csv.gz")) {
            if (Files.isRegularFile(folder.resolve(file))) {
                return ScoreCsv.read(name, folder.resolve(file));
            }
        }
        boolean answers = Stream.of("answers.jsonl.gz", "cases.jsonl", "expected.csv")
                .allMatch(file -> Files.isRegularFile(folder.resolve(file)));
        return answers ? List.of(RecordedAnswers.read(name, folder)) : List.of();
    }

    /// Text of a file, unpacked when its name ends in `.gz`.
    static BufferedReader open(Path file) throws IOException {
        InputStream in = new FileInputStream(file.toFile());
        try {
            return new BufferedReader(new InputStreamReader(
                    file.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static boolean isCsv(Path file) {
        return file.toString().endsWith(".csv") || file.toString().endsWith(".csv.gz");
    }

    private static String stem(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.csv(\\.gz)?$", "");
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }
}
