package dev.promptlooper.standalone.pipeline;

import dev.promptlooper.contracts.json.Json;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Writes sweep files for tests.
final class SweepFiles {

    private SweepFiles() {}

    /// @param from   first number, so that two datasets share no case
    /// @param count  cases `What is N + 13 * 4?`
    static Path sums(Path folder, String name, int from, int count, String rest) throws IOException {
        Files.writeString(folder.resolve(name + ".jsonl"), IntStream.range(from, from + count)
                .mapToObj(n -> Json.write(Map.of("id", "n" + n, "question", "What is " + n + " + 13 * 4?", "answer",
                        String.valueOf(n + 52))))
                .collect(Collectors.joining("\n", "", "\n")));
        return Files.writeString(folder.resolve(name + ".yaml"),
                """
                        name: %s
                        prompts:
                          - {name: terse, messages: [{role: system, content: Final answer only.}, {role: user, content: "{{question}}"}]}
                        dataset: {file: %s.jsonl, expected: answer}
                        scorers: [{type: numeric-match}]
                        objective: {maximize: numeric-match}
                        """
                        .formatted(name, name) + rest);
    }
}
