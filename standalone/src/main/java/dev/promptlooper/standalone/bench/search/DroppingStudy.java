package dev.promptlooper.standalone.bench.search;

import dev.promptlooper.standalone.bench.search.ReplayRequest.Result;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a strategy drops under continuous looking (every result may drop somebody): whether a best candidate was ever among it, how
/// many of the others, and for how many calls. "Best" means best in the table that the sweep could find; where several are
/// level, dropping any of them is counted as an error.
final class DroppingStudy {

    private static final double PERCENT = 100;
    private static final double EARLY = 0.2;

    private final List<RecordedSet> sets;
    private final Rival rival;
    private final double budget;
    private final int seeds;
    private final Window window;

    /// @param budget percent of the full grid's calls
    DroppingStudy(List<RecordedSet> sets, Rival rival, double budget, int seeds, Window window) {
        this.sets = List.copyOf(sets);
        this.rival = rival;
        this.budget = budget;
        this.seeds = seeds;
        this.window = window;
    }

    /// @param set        the set
    /// @param strategy   the rival's label
    /// @param replays    number of replays
    /// @param falseDrops replays in which a best candidate was dropped
    /// @param dropped    mean share of the candidates that are not best which were dropped, percent
    /// @param early      the same within the first 20 % of the grid's calls, percent
    /// @param calls      mean calls made, percent of the full grid
    record Row(String set, String strategy, int replays, int falseDrops, double dropped, double early, double calls) {}

    List<Row> run(Workers workers) throws InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (RecordedSet set : sets) {
            List<ReplayRequest> requests = new ArrayList<>();
            for (int seed = 1; seed <= seeds; seed++) {
                requests.add(new ReplayRequest(set, rival, RegretStudy.calls(set, budget), window, seed));
            }
            List<One> all = workers.run(requests, DroppingStudy::look);
            Row row = new Row(set.name(), rival.label(), all.size(), (int) all.stream().filter(One::falseDrop).count(),
                    PERCENT * all.stream().mapToDouble(One::dropped).average().orElse(0),
                    PERCENT * all.stream().mapToDouble(One::early).average().orElse(0),
                    PERCENT * all.stream().mapToDouble(One::calls).average().orElse(0) / set.calls());
            workers.say(line(row));
            rows.add(row);
        }
        return rows;
    }

    static List<String> table(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "| set | strategy | replays | a best one was dropped | others dropped | … within 20 % of the calls | calls made |");
        lines.add("|---|---|---|---|---|---|---|");
        rows.forEach(row -> lines.add(line(row)));
        int replays = rows.stream().mapToInt(Row::replays).sum();
        int wrong = rows.stream().mapToInt(Row::falseDrops).sum();
        lines.add(String.format(Locale.ROOT, "| all |  | %d | %d (%.1f %%) |  |  |  |", replays, wrong,
                PERCENT * wrong / Math.max(1, replays)));
        return lines;
    }

    private static String line(Row row) {
        return String.format(Locale.ROOT, "| %s | %s | %d | %d | %.1f %% | %.1f %% | %.1f %% |", row.set(),
                row.strategy(),
                row.replays(), row.falseDrops(), row.dropped(), row.early(), row.calls());
    }

    private static One look(Result result) {
        RecordedSet.Draw draw = result.draw();
        int others = 0;
        for (int row = 0; row < draw.means().length; row++) {
            others += isBest(draw, row) ? 0 : 1;
        }
        boolean falseDrop = false;
        int dropped = 0;
        int early = 0;
        for (Replay.Drop drop : result.outcome().drops()) {
            if (isBest(draw, drop.row())) {
                falseDrop = true;
            } else {
                dropped++;
                early += drop.calls() <= EARLY * result.request().set().calls() ? 1 : 0;
            }
        }
        double all = Math.max(1, others);
        return new One(falseDrop, dropped / all, early / all, result.outcome().calls());
    }

    private static boolean isBest(RecordedSet.Draw draw, int row) {
        return draw.regretOnGrid(row) <= 1e-9;
    }

    private record One(boolean falseDrop, double dropped, double early, long calls) {}
}
