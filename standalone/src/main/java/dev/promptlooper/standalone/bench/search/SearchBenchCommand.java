package dev.promptlooper.standalone.bench.search;

import dev.promptlooper.contracts.json.Json;
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
import java.util.List;
import java.util.concurrent.Callable;

/// `promptlooper bench search`: replays every strategy over recorded results.
@Command(name = "search", mixinStandardHelpOptions = true, sortOptions = false, description = "Replay every search strategy over recorded results: regret, calibration, dropping, money, decision times.")
public final class SearchBenchCommand implements Callable<Integer> {

    private static final String DATA_VARIABLE = "PROMPTLOOPER_SHARED_DATA";

    @Option(names = "--data", paramLabel = "FOLDER", description = "Folder of recorded sets (default: the environment's "
            + DATA_VARIABLE + ").")
    private @Nullable Path data;

    @Option(names = "--seeds", defaultValue = "40", paramLabel = "N", description = "Replays per figure (default: ${DEFAULT-VALUE}).")
    private int seeds = 40;

    @Option(names = "--strategies", split = ",", paramLabel = "TYPE", description = "Strategies, with parameters as guided:key=value:key=value (default: all).")
    private List<String> strategies = List.of();

    @Option(names = "--sets", split = ",", paramLabel = "SET", description = "Sets or families of sets (default: all).")
    private List<String> sets = List.of();

    @Option(names = "--budgets", split = ",", defaultValue = "2,5,10,20,40,100", paramLabel = "PERCENT", description = "Budgets in percent of the full grid's calls (default: ${DEFAULT-VALUE}).")
    private List<Double> budgets = List.of();

    @Option(names = "--window", defaultValue = "16", paramLabel = "N", description = "Runs under way at once, per endpoint (default: ${DEFAULT-VALUE}).")
    private int window = 16;

    @Option(names = "--lane-per-model", description = "One endpoint per model, instead of one for all.")
    private boolean lanePerModel;

    @Option(names = "--threads", defaultValue = "1", paramLabel = "N", description = "Replays at once; the figures do not depend on it (default: ${DEFAULT-VALUE}).")
    private int threads = 1;

    @Option(names = "--json", description = "Print rows of {set, strategy, budget, regret, error, seeds, …} and nothing else.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        List<RecordedSet> chosen = chosen(RecordedSets.in(folder()));
        List<Rival> rivals = strategies.isEmpty() ? Rival.all() : strategies.stream().map(this::rival).toList();
        Workers workers = new Workers(threads, this::note);
        List<RegretRow> rows = new RegretStudy(chosen, rivals, budgets, seeds, new Window(window, lanePerModel))
                .run(workers);
        if (json) {
            say(Json.write(rows));
        } else {
            SearchReport.regret(rows, chosen).forEach(this::say);
        }
        return 0;
    }

    private Path folder() {
        String variable = System.getenv(DATA_VARIABLE);
        Path folder = data != null ? data : variable == null ? null : Path.of(variable);
        if (folder == null || !Files.isDirectory(folder)) {
            throw wrong("there are no recorded sets at " + folder + "; name their folder with --data or " + DATA_VARIABLE);
        }
        return folder;
    }

    private List<RecordedSet> chosen(List<RecordedSet> all) {
        for (String name : sets) {
            if (all.stream().noneMatch(set -> set.isNamed(name))) {
                throw wrong("there is no set '" + name + "'; there are " + all.stream().map(RecordedSet::name).toList());
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
