package dev.promptlooper.standalone.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The table of a benchmark, for people and for `docs/benchmarks.md`. Not thread-safe.
final class Report {

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

    void writeInto(Path file) throws IOException {
        MarkedSection.of("bench pipeline").replace(file, lines());
    }
}
