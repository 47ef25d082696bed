package dev.promptlooper.standalone.bench.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Regret over budget as one chart per set or family. The y axis is on a square-root scale, which keeps both the first guesses
/// (tens of points) and the last tenths apart, and has a zero.
final class RegretCharts {

    private static final List<Double> REGRETS = List.of(0.0, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 40.0);

    private RegretCharts() {}

    /// @param names sets and families to draw
    /// @return the files, by set
    static Map<String, Path> write(List<RegretRow> rows, List<String> names, Path folder) throws IOException {
        Map<String, Path> files = new LinkedHashMap<>();
        Files.createDirectories(folder);
        for (String name : names) {
            List<RegretRow> own = rows.stream().filter(row -> row.set().equals(name)).toList();
            List<Double> budgets = own.stream().map(RegretRow::budget).distinct().sorted().toList();
            if (budgets.size() >= 2) {
                Path file = folder.resolve("regret-" + name.replaceAll("[^A-Za-z0-9]+", "-") + ".svg");
                Files.writeString(file, chart(name, own, budgets).text());
                files.put(name, file);
            }
        }
        return files;
    }

    private static SvgChart chart(String name, List<RegretRow> rows, List<Double> budgets) {
        Map<String, List<SvgChart.Point>> lines = new LinkedHashMap<>();
        rows.forEach(row -> lines.computeIfAbsent(row.strategy(), _ -> new ArrayList<>())
                .add(new SvgChart.Point(row.budget(), row.regret(), row.error())));
        return new SvgChart("Regret on " + name + " (mean of " + rows.getFirst().seeds() + " seeds, ± standard error)",
                "budget, percent of the full grid's calls", "regret, points",
                new SvgChart.Axis(Math::log, budgets),
                new SvgChart.Axis(value -> Math.sqrt(Math.max(0, value)), REGRETS),
                lines.entrySet().stream().map(line -> new SvgChart.Line(line.getKey(), line.getValue())).toList());
    }
}
