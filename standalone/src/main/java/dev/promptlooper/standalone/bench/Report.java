package dev.promptlooper.standalone.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The table of a benchmark, for people and for `docs/benchmarks.md`. Not thread-safe.
final class Report {

    private static final String BEGIN = "<!-- results of `bench pipeline`: replaced by it -->";
    private static final String END = "<!-- end of results -->";

    private final List<List<String>> rows = new ArrayList<>();

    void add(List<String> row) {
        rows.add(row);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("| what | wanted | measured | reached | remark |");
        lines.add("|---|---|---|---|---|");
        rows.forEach(row -> lines.add("| " + String.join(" | ", row) + " |"));
        lines.add("");
        lines.add(Runtime.getRuntime().availableProcessors()
                + " processors shared by endpoint, instance, broker and PostgreSQL; Java "
                + Runtime.version().feature() + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ".");
        return lines;
    }

    /// Replaces what stands between the two marks; a file without them gets them at its end.
    void writeInto(Path file) throws IOException {
        String text = Files.exists(file) ? Files.readString(file) : "# Benchmarks\n";
        String block = BEGIN + "\n\n" + String.join("\n", lines()) + "\n\n" + END;
        int from = text.indexOf(BEGIN);
        int to = text.indexOf(END);
        Files.writeString(file, from >= 0 && to > from
                ? text.substring(0, from) + block + text.substring(to + END.length())
                : text + "\n" + block + "\n");
    }
}
