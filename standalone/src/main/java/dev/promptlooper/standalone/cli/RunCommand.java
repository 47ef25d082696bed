package dev.promptlooper.standalone.cli;

import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.standalone.runtime.InstanceOptions;
import dev.promptlooper.standalone.runtime.StopSignals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `promptlooper run FILE`: one sweep from its file to its leaderboard.
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false, description = "Run a sweep file to its leaderboard, on the running instance or on a temporary one.", exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
    "0:the sweep ended", "1:an error, explained in one line", "100:--fail-under was not reached",
    "130:stopped with Ctrl-C"})
public final class RunCommand extends ClientCommand {

    private static final int INTERRUPTED = 130;

    @Parameters(paramLabel = "FILE", description = "Sweep file (YAML).")
    @SuppressWarnings("NullAway.Init") // picocli
    private Path file;

    @Option(names = "--output", paramLabel = "FILE", description = "Also write the result: x.json, x.jsonl, x.csv or x.junit.xml. Repeatable.")
    private List<Path> outputs = List.of();

    @Option(names = "--fail-under", paramLabel = "METRIC=VALUE", description = "Exit with 100 when the best candidate does not reach it (metric `score` is the objective).")
    private @Nullable String failUnder;

    @Option(names = "--set", paramLabel = "PLACE=VALUE", description = "Replace a part of the file, for example --set repeats=3 --set budget.usd=1. Repeatable.")
    private Map<String, String> sets = new LinkedHashMap<>();

    @Option(names = "--top", defaultValue = "20", paramLabel = "N", description = "Leaderboard rows to print (default: ${DEFAULT-VALUE}).")
    private int top = 20;

    @Option(names = "--url", paramLabel = "URL", description = "Address of a running instance (default: $PROMPTLOOPER_URL).")
    private @Nullable String url;

    @Mixin
    private final KeyOption key = new KeyOption();

    @Mixin
    private final InstanceOptions instance = new InstanceOptions();

    private volatile boolean stopped;

    @Override
    int execute() throws InterruptedException {
        FailUnder bound = failUnder == null ? null : FailUnder.parse(failUnder);
        outputs.forEach(Output::check);
        SweepFile sweep = SweepFile.load(file, sets);
        ValidateCommand.refuse(sweep);
        Thread worker = Thread.currentThread();
        StopSignals.handle(() -> {
            stopped = true;
            worker.interrupt();
        });
        try (Lease lease = Lease.open(instance, url, key, sweep.endpoints(), this::notice)) {
            return run(lease, sweep, bound);
        } catch (InterruptedException | CliFailure e) {
            if (stopped) {
                return INTERRUPTED;
            }
            throw e;
        }
    }

    private int run(Lease lease, SweepFile sweep, @Nullable FailUnder bound) throws InterruptedException {
        SweepRun run = new SweepRun(lease.api(), System::nanoTime);
        String sweepId = run.launch(sweep);
        notice("sweep " + sweepId + " at " + lease.api().base());
        SweepResult result;
        try {
            result = run.await(sweepId, wantsJson()
                    ? null
                    : new Progress(Terminal.detect(System.getenv()), out(), System.nanoTime()));
        } catch (InterruptedException | CliFailure e) {
            if (stopped) {
                Thread.interrupted(); // so that the pause below can be sent
                leave(lease, sweepId);
                throw new InterruptedException("stopped");
            }
            throw e;
        }
        outputs.forEach(output -> Output.write(output, result, bound));
        print(result);
        if (result.status().equals(SweepStatus.FAILED.name())) {
            throw new CliFailure("sweep " + sweepId + " failed; `promptlooper status " + sweepId + "` shows why");
        }
        if (result.status().equals(SweepStatus.PAUSED.name()) || result.status().equals(SweepStatus.CANCELLED.name())) {
            notice("somebody stopped the sweep before its end, so this is not its result; `promptlooper status "
                    + sweepId
                    + "` shows how it stands, `promptlooper resume " + sweepId + "` lets a paused one go on");
            return 1;
        }
        String verdict = bound == null ? null : bound.verdict(result);
        if (verdict != null) {
            err().println(verdict);
            err().flush();
            return NOT_REACHED;
        }
        return 0;
    }

    private void leave(Lease lease, String sweepId) {
        if (lease.isTemporary()) {
            Steering.send(lease.api(), sweepId, Map.of("op", "pause"), null);
            notice("stopped: sweep " + sweepId + " is paused and its answers are kept in " + instance.dataDirectory()
                    + "; go on with `promptlooper up` and `promptlooper resume " + sweepId + "`");
        } else {
            notice("sweep " + sweepId + " goes on in the instance at " + lease.api().base()
                    + "; watch it with `promptlooper status " + sweepId + "`, end it with `promptlooper cancel "
                    + sweepId + "`");
        }
    }

    private void print(SweepResult result) {
        if (wantsJson()) {
            printJson(result);
            return;
        }
        out().println();
        LeaderboardRow.table(result.leaderboard(), top).forEach(out()::println);
        out().println();
        out().println(result.status().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + ": "
                + Figures.count(result.counts().runs()) + " runs, " + Figures.count(result.counts().hits())
                + " from the cache, "
                + Figures.count(result.counts().failed()) + " failed, " + Figures.usd(result.spend()) + " spent");
        if (result.verdict() != null) {
            VerdictLines.summary(result.verdict()).forEach(out()::println);
        }
    }

    private void notice(String line) {
        err().println(line);
        err().flush();
    }
}
