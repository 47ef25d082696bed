package dev.promptlooper.standalone.bench.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/// The results as Markdown.
final class SearchReport {

    private SearchReport() {}

    /// The regret table: sets without the members of families, a line per strategy, a column per budget; best figure of each column
    /// of a set in bold.
    static List<String> regret(List<RegretRow> rows, List<RecordedSet> sets) {
        List<String> members = sets.stream()
                .filter(set -> !set.family().equals(set.name()))
                .map(RecordedSet::name)
                .toList();
        TreeSet<Double> budgets = new TreeSet<>(rows.stream().map(RegretRow::budget).toList());
        Map<String, Map<String, Map<Double, RegretRow>>> table = new LinkedHashMap<>();
        for (RegretRow row : rows) {
            if (!members.contains(row.set())) {
                table.computeIfAbsent(row.set(), _ -> new LinkedHashMap<>())
                        .computeIfAbsent(row.strategy(), _ -> new LinkedHashMap<>())
                        .put(row.budget(), row);
            }
        }
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder("| set | strategy |");
        StringBuilder rule = new StringBuilder("|---|---|");
        for (double budget : budgets) {
            head.append(' ').append(percent(budget)).append(" |");
            rule.append("---|");
        }
        lines.add(head.toString());
        lines.add(rule.toString());
        table.forEach((set, strategies) -> {
            boolean[] first = {true};
            strategies.forEach((strategy, cells) -> {
                StringBuilder line = new StringBuilder("| ").append(first[0] ? set : "")
                        .append(" | ")
                        .append(strategy)
                        .append(" |");
                for (double budget : budgets) {
                    RegretRow cell = cells.get(budget);
                    double least = strategies.values()
                            .stream()
                            .map(other -> other.get(budget))
                            .filter(java.util.Objects::nonNull)
                            .mapToDouble(RegretRow::regret)
                            .min()
                            .orElse(Double.NaN);
                    line.append(' ').append(cell == null ? "" : figure(cell, least)).append(" |");
                }
                lines.add(line.toString());
                first[0] = false;
            });
        });
        return lines;
    }

    static String percent(double budget) {
        return (budget == Math.rint(budget) ? String.valueOf((long) budget) : String.valueOf(budget)) + " %";
    }

    private static String figure(RegretRow row, double least) {
        String mean = number(row.regret());
        return (mean.equals(number(least)) ? "**" + mean + "**" : mean) + " ± " + number(row.error());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
