package dev.promptlooper.standalone.bench.search;

import dev.promptlooper.contracts.sweep.Budget;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Regret for dollars instead of calls, on sets whose candidates have different prices.
final class MoneyStudy {

    private final List<RecordedSet> sets;
    private final List<Rival> rivals;
    private final List<Double> dollars;
    private final int seeds;
    private final Window window;

    MoneyStudy(List<RecordedSet> sets, List<Rival> rivals, List<Double> dollars, int seeds, Window window) {
        this.sets = sets.stream().filter(set -> set.usd() > 0).toList();
        this.rivals = List.copyOf(rivals);
        this.dollars = List.copyOf(dollars);
        this.seeds = seeds;
        this.window = window;
    }

    /// @param gridUsd dollars of the full grid
    /// @param usd     the budget
    /// @param regret  mean regret, points
    /// @param error   its standard error over the seeds, points
    /// @param spent   mean dollars spent
    record Row(String set, double gridUsd, String strategy, double usd, double regret, double error, int seeds,
            double spent, double calls) {}

    List<Row> run(Workers workers) throws InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (RecordedSet set : sets) {
            for (Rival rival : rivals) {
                for (double usd : dollars) {
                    List<ReplayRequest> requests = new ArrayList<>();
                    for (int seed = 1; seed <= seeds; seed++) {
                        requests.add(new ReplayRequest(set, rival, new Budget(usd, null, null, null), window, seed));
                    }
                    List<double[]> all = workers.run(requests, result -> new double[]{result.regret(),
                        result.outcome().usd(), result.outcome().calls()});
                    double[] regrets = all.stream().mapToDouble(one -> one[0]).toArray();
                    Row row = new Row(set.name(), set.usd(), rival.label(), usd, Moments.mean(regrets),
                            Moments.standardError(regrets), seeds,
                            all.stream().mapToDouble(one -> one[1]).average().orElse(0),
                            all.stream().mapToDouble(one -> one[2]).average().orElse(0));
                    workers.say(line(row));
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    static List<String> table(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        lines.add("| set | strategy | budget | regret | spent | calls |");
        lines.add("|---|---|---|---|---|---|");
        rows.forEach(row -> lines.add(line(row)));
        return lines;
    }

    private static String line(Row row) {
        return String.format(Locale.ROOT, "| %s ($%.2f) | %s | $%.0f | %.2f ± %.2f | $%.2f | %,.0f |", row.set(),
                row.gridUsd(), row.strategy(), row.usd(), row.regret(), row.error(), row.spent(), row.calls());
    }
}
