package dev.promptlooper.standalone.cli;

import java.util.ArrayList;
import java.util.List;

/// Text in columns, two spaces apart; columns of numbers are right-aligned. Not thread-safe.
final class Table {

    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... head) {
        this.head = List.of(head);
    }

    void add(List<String> row) {
        if (row.size() != head.size()) {
            throw new IllegalArgumentException(
                    "a row has " + row.size() + " cells, the table " + head.size() + " columns");
        }
        rows.add(List.copyOf(row));
    }

    /// The lines, the head first.
    List<String> lines() {
        int[] widths = new int[head.size()];
        boolean[] numeric = new boolean[head.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(head.get(i).length(),
                    rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
            numeric[i] = !rows.isEmpty()
                    && rows.stream().allMatch(row -> row.get(column).matches("[-–$]?[0-9.,e%+\\-]*( ms| s)?"));
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(head, widths, numeric));
        rows.forEach(row -> lines.add(line(row, widths, numeric)));
        return lines;
    }

    private static String line(List<String> cells, int[] widths, boolean[] numeric) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - cells.get(i).length());
            line.append(i == 0 ? "" : "  ").append(numeric[i] ? padding + cells.get(i) : cells.get(i) + padding);
        }
        return line.toString().stripTrailing();
    }
}
