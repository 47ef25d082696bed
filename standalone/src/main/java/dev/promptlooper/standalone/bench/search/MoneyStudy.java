package dev.promptlooper.standalone.bench.search;

import dev.promptlooper.contracts.sweep.Budget;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

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
    /// @param behind  mean regret against what the full grid of the same draw recommends, points
    /// @param against regret beside that of the first strategy
    record Row(String set, double gridUsd, String strategy, double usd, double regret, double error, int seeds,
            double spent, double calls, double behind, Against against) {}

    /// One strategy beside another, seed by seed.
    ///
    /// @param difference mean of its regret minus the other's, points
    /// @param error      standard error of the difference, points
    /// @param same       seeds with which both recommend the same candidate
    record Against(double difference, double error, int same) {

        static Against of(List<Ending> ours, List<Ending> theirs) {
            double[] differences = new double[ours.size()];
            int same = 0;
            for (int i = 0; i < differences.length; i++) {
                differences[i] = ours.get(i).regret() - theirs.get(i).regret();
                same += ours.get(i).recommended() == theirs.get(i).recommended() ? 1 : 0;
            }
            return new Against(Moments.mean(differences), Moments.standardError(differences), same);
        }
    }

    /// How one replay ended.
    ///
    /// @param behind regret against what the full grid recommends
    record Ending(int recommended, double regret, double behind, double usd, double calls) {

        static Ending of(ReplayRequest.Result result) {
            return new Ending(result.outcome().recommended(), result.regret(), result.regretOnGrid(),
                    result.outcome().usd(), result.outcome().calls());
        }
    }

    List<Row> run(Workers workers) throws InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (RecordedSet set : sets) {
            Map<Double, List<Ending>> first = new HashMap<>();
            for (Rival rival : rivals) {
                for (double usd : dollars) {
                    List<ReplayRequest> requests = new ArrayList<>();
                    for (int seed = 1; seed <= seeds; seed++) {
                        requests.add(new ReplayRequest(set, rival, new Budget(usd, null, null, null), window, seed));
                    }
                    List<Ending> all = workers.run(requests, Ending::of);
                    Row row = row(set, rival, usd, all, Against.of(all, first.computeIfAbsent(usd, _ -> all)));
                    workers.say(line(row));
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    private Row row(RecordedSet set, Rival rival, double usd, List<Ending> all, Against against) {
        double[] regrets = all.stream().mapToDouble(Ending::regret).toArray();
        return new Row(set.name(), set.usd(), rival.label(), usd, Moments.mean(regrets),
                Moments.standardError(regrets), seeds, mean(all, Ending::usd), mean(all, Ending::calls),
                mean(all, Ending::behind), against);
    }

    private static double mean(List<Ending> all, ToDoubleFunction<Ending> of) {
        return all.stream().mapToDouble(of).average().orElse(0);
    }

    static List<String> table(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "| set | strategy | budget | regret | behind the grid | against the first strategy | same | spent | calls |");
        lines.add("|---|---|---|---|---|---|---|---|---|");
        rows.forEach(row -> lines.add(line(row)));
        return lines;
    }

    private static String line(Row row) {
        Against against = row.against();
        return String.format(Locale.ROOT,
                "| %s ($%.2f) | %s | $%.2f | %.2f ± %.2f | %.2f | %+.2f ± %.2f | %d of %d | $%.2f | %,.0f |", row.set(),
                row.gridUsd(), row.strategy(), row.usd(), row.regret(), row.error(), row.behind(),
                against.difference(), against.error(), against.same(), row.seeds(), row.spent(), row.calls());
    }
}
