package dev.promptlooper.standalone.bench.search;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.standalone.bench.MarkedSection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// `promptlooper bench search`: replays every strategy over recorded results.
@Command(name = "search", mixinStandardHelpOptions = true, sortOptions = false, description = "Replay every search strategy over recorded results: regret, calibration, dropping, money; and measure the time of decisions.")
public final class SearchBenchCommand implements Callable<Integer> {

    private static final String DATA_VARIABLE = "PROMPTLOOPER_SHARED_DATA";
    // Beside the checkout, where the tests look too.
    private static final Path USUAL_DATA = Path.of("../shared/data");
    private static final int DECISION_RUNS = 100_000;
    private static final int DECISION_SAMPLES = 100_000;

    /// What is measured.
    enum Part {
        REGRET, CALIBRATION, DROPPING, MONEY, DECISION, MEMORY
    }

    @Option(names = "--data", paramLabel = "FOLDER", description = "Folder of recorded sets (default: the environment's "
            + DATA_VARIABLE + ", else ../shared/data).")
    private @Nullable Path data;

    @Option(names = "--only", defaultValue = "regret", paramLabel = "PART", description = "regret, calibration, dropping, money, decision or memory (default: ${DEFAULT-VALUE}).")
    private Part part = Part.REGRET;

    @Option(names = "--seeds", defaultValue = "40", paramLabel = "N", description = "Replays per figure (default: ${DEFAULT-VALUE}).")
    private int seeds = 40;

    @Option(names = "--strategies", split = ",", paramLabel = "TYPE", description = "Strategies, with parameters as guided:key=value:key=value (default: all). With regret and money, guided without an epsilon spends the whole budget.")
    private List<String> strategies = List.of();

    @Option(names = "--sets", split = ",", paramLabel = "SET", description = "Sets or families of sets (default: all).")
    private List<String> sets = List.of();

    @Option(names = "--budgets", split = ",", paramLabel = "B", description = "Budgets: percent of the full grid's calls (default: 2,5,10,20,40,100; calibration: 5,10,20,40; dropping: 100), dollars for money (default: 5,10,20,40).")
    private List<Double> budgets = List.of();

    @Option(names = "--window", defaultValue = "16", paramLabel = "N", description = "Runs under way at once, per endpoint (default: ${DEFAULT-VALUE}).")
    private int window = 16;

    @Option(names = "--lane-per-model", description = "One endpoint per model, instead of one for all.")
    private boolean lanePerModel;

    @Option(names = "--threads", defaultValue = "1", paramLabel = "N", description = "Replays at once; the figures do not depend on it (default: ${DEFAULT-VALUE}).")
    private int threads = 1;

    @Option(names = "--json", description = "Print the rows as JSON and nothing else; of regret {set, strategy, budget, regret, error, seeds, …}.")
    private boolean json;

    @Option(names = "--with", split = ",", paramLabel = "FILE", description = "Regret rows of earlier runs (their --json output) to show beside the new ones.")
    private List<Path> earlier = List.of();

    @Option(names = "--output", paramLabel = "FILE", description = "Markdown file whose section is replaced, for example docs/guided-search.md.")
    private @Nullable Path output;

    @Option(names = "--plots", paramLabel = "FOLDER", description = "Where charts go as SVG, for example docs/img.")
    private @Nullable Path plots;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        List<Rival> rivals = strategies.isEmpty() ? Rival.all() : strategies.stream().map(this::rival).toList();
        if (part == Part.DECISION) {
            return decisions(rivals);
        }
        if (part == Part.MEMORY) {
            List<MemoryBench.Row> rows = MemoryBench.run(json ? _ -> {} : this::note);
            return tell(rows, MemoryBench.table(rows));
        }
        List<RecordedSet> chosen = chosen(RecordedSets.in(folder()));
        Workers workers = new Workers(threads, json ? _ -> {} : this::note);
        Window width = new Window(window, lanePerModel);
        return switch (part) {
            case REGRET -> regret(chosen, spending(rivals), workers, width);
            case CALIBRATION -> {
                List<CalibrationStudy.Row> rows = new CalibrationStudy(chosen, rivals.getFirst(),
                        budgets(5, 10, 20, 40), seeds, width).run(workers);
                yield tell(rows, CalibrationStudy.table(rows));
            }
            case DROPPING -> {
                List<DroppingStudy.Row> rows = new ArrayList<>();
                for (double budget : budgets(100)) {
                    rows.addAll(new DroppingStudy(chosen, rivals.getFirst(), budget, seeds, width).run(workers));
                }
                yield tell(rows, DroppingStudy.table(rows));
            }
            case MONEY -> {
                List<MoneyStudy.Row> rows = new MoneyStudy(chosen, spending(rivals), budgets(5, 10, 20, 40), seeds,
                        width)
                        .run(workers);
                yield tell(rows, MoneyStudy.table(rows));
            }
            case DECISION, MEMORY -> throw new IllegalStateException("dealt with above");
        };
    }

    /// A comparison at a budget is one of strategies that spend it; beside them, where all are asked for, the guided search as it
    /// is by default: it stops by itself.
    private List<Rival> spending(List<Rival> rivals) {
        List<Rival> all = new ArrayList<>();
        for (Rival rival : rivals) {
            all.add(rival.spending());
            if (strategies.isEmpty() && rival.type().equals("guided")) {
                all.add(Rival.parse("guided:epsilon=0.01"));
            }
        }
        return all;
    }

    private int regret(List<RecordedSet> chosen, List<Rival> rivals, Workers workers, Window width)
            throws InterruptedException, IOException {
        List<RegretRow> rows = new ArrayList<>(new RegretStudy(chosen, rivals, budgets(2, 5, 10, 20, 40, 100), seeds,
                width).run(workers));
        for (Path file : earlier) {
            rows.addAll(List.of(Json.read(Files.readString(file), RegretRow[].class)));
        }
        List<String> lines = new ArrayList<>(SearchReport.regret(rows, chosen));
        lines.add("");
        lines.add("Points of regret, mean of " + seeds + " seeds ± standard error; least in bold. " + window
                + " runs under way at once" + (lanePerModel ? " per model" : "")
                + ". `guided` without an `epsilon` spends its budget here, as the others do (`epsilon: 0`); by default it stops by"
                + " itself within 0.01 of the best.");
        if (plots != null) {
            List<String> names = chosen.stream().map(RecordedSet::family).distinct().toList();
            Map<String, Path> charts = RegretCharts.write(rows, names, plots);
            charts.forEach((name, file) -> {
                lines.add("");
                lines.add("![Regret on " + name + "](" + linked(file) + ")");
            });
        }
        return tell(rows, lines);
    }

    /// The address of a chart in the Markdown file.
    private String linked(Path chart) {
        Path from = output == null ? null : output.toAbsolutePath().getParent();
        return (from == null ? chart : from.relativize(chart.toAbsolutePath())).toString().replace('\\', '/');
    }

    private int decisions(List<Rival> rivals) throws IOException {
        List<DecisionBench.Row> rows = new ArrayList<>();
        for (Rival rival : rivals) {
            // Random cannot do without a number of samples.
            if (!rival.type().equals("random")) {
                rows.add(DecisionBench.run(rival, null, DECISION_RUNS));
            }
            if (!rival.type().equals("grid") && !rival.type().equals(UcbE.TYPE)) {
                rows.add(DecisionBench.run(rival, DECISION_SAMPLES, DECISION_RUNS));
            }
        }
        return tell(rows, DecisionBench.table(rows));
    }

    private int tell(List<?> rows, List<String> table) throws IOException {
        if (json) {
            say(Json.write(rows));
        } else {
            table.forEach(this::say);
        }
        if (output != null) {
            MarkedSection.of("bench search --only=" + part.name().toLowerCase(java.util.Locale.ROOT))
                    .replace(output, table);
        }
        return 0;
    }

    private List<Double> budgets(double... otherwise) {
        return budgets.isEmpty() ? java.util.Arrays.stream(otherwise).boxed().toList() : budgets;
    }

    private Path folder() {
        String variable = System.getenv(DATA_VARIABLE);
        Path folder = data != null ? data : variable != null ? Path.of(variable) : USUAL_DATA;
        if (!Files.isDirectory(folder)) {
            throw wrong("there is no folder " + folder + "; name the folder of the recorded sets with --data or "
                    + DATA_VARIABLE);
        }
        return folder;
    }

    private List<RecordedSet> chosen(List<RecordedSet> all) {
        for (String name : sets) {
            if (all.stream().noneMatch(set -> set.isNamed(name))) {
                throw wrong(
                        "there is no set '" + name + "'; there are " + all.stream().map(RecordedSet::name).toList());
            }
        }
        List<RecordedSet> chosen = all.stream()
                .filter(set -> sets.isEmpty() || sets.stream().anyMatch(set::isNamed))
                .toList();
        if (chosen.isEmpty()) {
            throw wrong("the folder has no recorded set; a CSV with candidate columns and a column per case is one");
        }
        return chosen;
    }

    private Rival rival(String text) {
        try {
            return Rival.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private void note(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
