package dev.promptlooper.standalone.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a benchmark says as it goes, and its table, for people and for `docs/benchmarks.md`. Not thread-safe.
final class Report {

    private final PrintWriter out;
    private final List<List<String>> rows = new ArrayList<>();

    Report(PrintWriter out) {
        this.out = out;
    }

    /// Says a figure, and keeps it for the table.
    ///
    /// @param reached whether it is as wanted
    void row(String what, String wanted, String measured, boolean reached, String remark) {
        rows.add(List.of(what, wanted, measured, reached ? "yes" : "**no**", remark));
        say(what + ": " + measured + (reached ? "" : "  (wanted " + wanted + ")")
                + (remark.isEmpty() ? "" : "  " + remark));
    }

    void say(String line) {
        out.println(line);
        out.flush();
    }

    /// With two decimals.
    static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /// Says the table.
    void finish() {
        lines().forEach(this::say);
    }

    private List<String> lines() {
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
