package dev.promptlooper.standalone.bench.search;

import dev.promptlooper.contracts.event.Verdict.Confidence;
import dev.promptlooper.producer.strategy.SearchVerdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Whether "best, or within ε of the best, with a probability of p" is true in a share p of the sweeps. The truth is what the full
/// grid would report on the same draw, since that is what the probability speaks of.
final class CalibrationStudy {

    private static final double PERCENT = 100;
    private static final int BINS = 5;

    private final List<RecordedSet> sets;
    private final Rival rival;
    private final List<Double> budgets;
    private final int seeds;
    private final Window window;

    /// @param budgets percent of the full grid's calls
    CalibrationStudy(List<RecordedSet> sets, Rival rival, List<Double> budgets, int seeds, Window window) {
        this.sets = List.copyOf(sets);
        this.rival = rival;
        this.budgets = List.copyOf(budgets);
        this.seeds = seeds;
        this.window = window;
    }

    /// One line of the calibration table.
    ///
    /// @param group    a set or family, a budget, or a range of stated probabilities
    /// @param replays  replays that stated a probability
    /// @param stated   mean stated probability, percent
    /// @param observed share in which it was true, percent
    /// @param error    standard error of the observed share, percent points
    record Row(String group, int replays, double stated, double observed, double error) {}

    List<Row> run(Workers workers) throws InterruptedException {
        List<Claim> claims = new ArrayList<>();
        for (RecordedSet set : sets) {
            for (double budget : budgets) {
                List<ReplayRequest> requests = new ArrayList<>();
                for (int seed = 1; seed <= seeds; seed++) {
                    requests.add(new ReplayRequest(set, rival, RegretStudy.calls(set, budget), window, seed));
                }
                List<Claim> own = workers.run(requests, result -> claim(result, set, budget))
                        .stream()
                        .flatMap(Optional::stream)
                        .toList();
                claims.addAll(own);
                workers.say(line(row(set.name() + " at " + SearchReport.percent(budget), own)));
            }
        }
        List<Row> rows = new ArrayList<>();
        rows.add(row("all", claims));
        claims.stream()
                .map(Claim::family)
                .distinct()
                .forEach(family -> rows
                        .add(row(family, claims.stream().filter(claim -> claim.family().equals(family)).toList())));
        for (double budget : budgets) {
            rows.add(row("budget " + SearchReport.percent(budget),
                    claims.stream().filter(claim -> claim.budget() == budget).toList()));
        }
        for (int bin = 0; bin < BINS; bin++) {
            int number = bin;
            rows.add(row("stated " + bin * 100 / BINS + " to " + (bin + 1) * 100 / BINS + " %", claims.stream()
                    .filter(claim -> Math.min(BINS - 1, (int) (claim.stated() * BINS)) == number)
                    .toList()));
        }
        return rows;
    }

    static List<String> table(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        lines.add("| replays of | number | stated | true | difference |");
        lines.add("|---|---|---|---|---|");
        rows.stream().filter(row -> row.replays() > 0).forEach(row -> lines.add(line(row)));
        return lines;
    }

    private static String line(Row row) {
        return String.format(Locale.ROOT, "| %s | %d | %.1f %% | %.1f %% ± %.1f | %+.1f |", row.group(), row.replays(),
                row.stated(), row.observed(), row.error(), row.observed() - row.stated());
    }

    private static Row row(String group, List<Claim> claims) {
        double[] held = claims.stream().mapToDouble(claim -> claim.held() ? PERCENT : 0).toArray();
        return new Row(group, claims.size(), PERCENT * claims.stream().mapToDouble(Claim::stated).average().orElse(0),
                held.length == 0 ? 0 : Moments.mean(held), Moments.standardError(held));
    }

    private static Optional<Claim> claim(ReplayRequest.Result result, RecordedSet set, double budget) {
        SearchVerdict verdict = result.outcome().verdict();
        Confidence confidence = verdict == null ? null : verdict.confidence();
        return confidence == null
                ? Optional.empty()
                : Optional.of(new Claim(set.family(), budget, confidence.probability(),
                        result.regretOnGrid() <= PERCENT * confidence.epsilon() + 1e-9));
    }

    private record Claim(String family, double budget, double stated, boolean held) {}
}
