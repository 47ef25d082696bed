package dev.promptlooper.standalone.bench.search;

import dev.promptlooper.contracts.sweep.Budget;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Regret of every strategy on every set at several budgets. Each budget is a sweep of its own that knows its budget, as a user's
/// would. All strategies meet the same draws, orders and latencies for a seed.
final class RegretStudy {

    private static final double PERCENT = 100;

    private final List<RecordedSet> sets;
    private final List<Rival> rivals;
    private final List<Double> budgets;
    private final int seeds;
    private final Window window;

    /// @param budgets percent of the calls of the full grid
    RegretStudy(List<RecordedSet> sets, List<Rival> rivals, List<Double> budgets, int seeds, Window window) {
        this.sets = List.copyOf(sets);
        this.rivals = List.copyOf(rivals);
        this.budgets = List.copyOf(budgets);
        this.seeds = seeds;
        this.window = window;
    }

    /// @return a row per set, rival and budget, and a row per family of two sets or more, rival and budget
    List<RegretRow> run(Workers workers) throws InterruptedException {
        List<RegretRow> rows = new ArrayList<>();
        Map<Key, List<Point[]>> families = new LinkedHashMap<>();
        for (RecordedSet set : sets) {
            for (Rival rival : rivals) {
                for (double budget : budgets) {
                    Point[] points = replay(set, rival, budget, workers);
                    RegretRow row = row(set.name(), rival, budget, List.<Point[]>of(points));
                    rows.add(row);
                    if (!set.family().equals(set.name())) {
                        families.computeIfAbsent(new Key(set.family(), rival, budget), _ -> new ArrayList<>())
                                .add(points);
                    }
                    workers.say(String.format(java.util.Locale.ROOT, "%-28s %-24s %5.1f %%  %6.2f ± %.2f", row.set(),
                            row.strategy(), row.budget(), row.regret(), row.error()));
                }
            }
        }
        families.forEach((key, all) -> rows.add(row(key.family(), key.rival(), key.budget(), all)));
        return rows;
    }

    static Budget calls(RecordedSet set, double percent) {
        return new Budget(null, null, Math.max(1, Math.round(set.calls() * percent / PERCENT)), null);
    }

    private Point[] replay(RecordedSet set, Rival rival, double percent, Workers workers)
            throws InterruptedException {
        List<ReplayRequest> requests = new ArrayList<>();
        for (int seed = 1; seed <= seeds; seed++) {
            requests.add(new ReplayRequest(set, rival, calls(set, percent), window, seed));
        }
        return workers
                .run(requests,
                        result -> new Point(result.regret(), result.regretOnGrid(),
                                PERCENT * result.outcome().calls() / set.calls()))
                .toArray(Point[]::new);
    }

    private RegretRow row(String name, Rival rival, double budget, List<Point[]> all) {
        double[] perSeed = new double[seeds];
        double grid = 0;
        double within = 0;
        double calls = 0;
        int count = all.size() * seeds;
        for (Point[] points : all) {
            for (int seed = 0; seed < seeds; seed++) {
                Point point = Objects.requireNonNull(points[seed]);
                perSeed[seed] += point.regret() / all.size();
                grid += point.gridRegret() / count;
                within += point.regret() <= 1 + 1e-9 ? 1.0 / count : 0;
                calls += point.calls() / count;
            }
        }
        return new RegretRow(name, rival.label(), budget, Moments.mean(perSeed), Moments.standardError(perSeed), seeds,
                grid, within, calls);
    }

    private record Key(String family, Rival rival, double budget) {}

    private record Point(double regret, double gridRegret, double calls) {}
}
