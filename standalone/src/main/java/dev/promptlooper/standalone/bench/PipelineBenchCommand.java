package dev.promptlooper.standalone.bench;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/// `promptlooper bench pipeline`: the figures of the whole pipeline.
@Command(name = "pipeline", mixinStandardHelpOptions = true, sortOptions = false, description = "Measure start, paced, cached, big and guided sweeps with endpoint and instance as processes of their own.")
final class PipelineBenchCommand implements Callable<Integer> {

    private static final double LATENCY_SECONDS = 0.2;
    private static final int[] CONCURRENCIES = {100, 500};

    /// The parts, in the order in which they run.
    enum Part {
        START, PACED, CACHED, BIG, GUIDED
    }

    @Option(names = "--only", split = ",", paramLabel = "PART", description = "start, paced, cached, big, guided (default: all).")
    private Set<Part> only = Set.of(Part.values());

    @Option(names = "--runs", defaultValue = "10000", paramLabel = "N", description = "Runs of paced and cached (default: ${DEFAULT-VALUE}).")
    private int runs = 10_000;

    @Option(names = "--big-runs", defaultValue = "1000000", paramLabel = "N", description = "Runs of big (default: ${DEFAULT-VALUE}).")
    private int bigRuns = 1_000_000;

    @Option(names = "--instance-heap", defaultValue = "700m", paramLabel = "SIZE", description = "Heap of the instance (default: ${DEFAULT-VALUE}).")
    private String instanceHeap = "700m";

    @Option(names = "--work", paramLabel = "DIR", description = "Where data and logs go (default: a temporary directory).")
    private @Nullable Path work;

    @Option(names = "--output", paramLabel = "FILE", description = "Markdown file whose table is replaced, for example docs/benchmarks.md.")
    private @Nullable Path output;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    private final InstantSource clock;
    @SuppressWarnings("NullAway.Init") // once there is somebody to tell
    private Report report;

    PipelineBenchCommand() {
        this(java.time.Clock.systemUTC());
    }

    PipelineBenchCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        report = new Report(spec.commandLine().getOut());
        Path folder = work != null ? Files.createDirectories(work) : Files.createTempDirectory("promptlooper-bench");
        report.say("data and logs in " + folder);
        try (Bed bed = Bed.make(folder, instanceHeap)) {
            start(bed);
            if (only.contains(Part.PACED) || only.contains(Part.CACHED)) {
                paced(bed);
            }
            if (only.contains(Part.BIG)) {
                big(bed);
            }
            if (only.contains(Part.GUIDED)) {
                SearchCost cost = SearchCost.measure(bed, runs);
                report.row("guided against grid, " + cost.runs() + " runs, 200 ms, concurrency 500",
                        "≥ 0.95 × the throughput",
                        Report.number(cost.ratio()) + " ×", cost.ratio() >= 0.95, cost.remark());
            }
        }
        report.finish();
        if (output != null) {
            report.writeInto(output);
        }
        return 0;
    }

    private void start(Bed bed) throws InterruptedException {
        Duration first = bed.startInstance();
        if (only.contains(Part.START)) {
            report.row("start, first ever", "≤ 30 s", seconds(first), first.toMillis() <= 30_000, "");
            bed.stopInstance();
            Duration again = bed.startInstance();
            report.row("start, existing data", "≤ 12 s", seconds(again), again.toMillis() <= 12_000, "");
        }
    }

    private void paced(Bed bed) throws InterruptedException, IOException {
        for (int concurrency : CONCURRENCIES) {
            bed.dataset("warm" + concurrency, runs);
            // Once paid and once cached, so that neither path is measured while it is being compiled.
            for (int time = 0; time < 2; time++) {
                bed.await(bed.launch("warm" + concurrency, "slow" + concurrency, List.of(0.0)), sweep -> {});
            }
            String name = "paced" + concurrency;
            bed.dataset(name, runs);
            long callsBefore = bed.slow().received();
            long startedAt = clock.millis();
            double wall = timed(bed, name, concurrency);
            List<Long> answered = bed.slow().answered(callsBefore);
            double ideal = runs * LATENCY_SECONDS / concurrency;
            if (only.contains(Part.PACED)) {
                report.row("paced, " + runs + " runs, 200 ms, concurrency " + concurrency,
                        "≤ 1.10 × " + Report.number(ideal) + " s",
                        Report.number(wall) + " s = " + Report.number(wall / ideal) + " ×", wall <= 1.10 * ideal,
                        answered.size() + " calls; first answer after " + since(startedAt, answered.getFirst())
                                + ", last after " + since(startedAt, answered.getLast()));
            }
            if (only.contains(Part.CACHED)) {
                long before = bed.slow().received();
                double cached = timed(bed, name, concurrency);
                long paid = bed.slow().received() - before;
                report.row("cached, the same " + runs + " runs again", "≥ 5,000 runs/s, 0 calls",
                        String.format(Locale.ROOT, "%,.0f runs/s", runs / cached), runs / cached >= 5_000 && paid == 0,
                        Report.number(cached) + " s, " + paid + " calls");
            }
        }
    }

    private double timed(Bed bed, String name, int concurrency) throws InterruptedException {
        long startedAt = System.nanoTime();
        JsonNode sweep = bed.await(bed.launch(name, "slow" + concurrency, List.of(0.0)), ignored -> {});
        double wall = (System.nanoTime() - startedAt) / 1e9;
        complete(sweep, runs);
        return wall;
    }

    private void big(Bed bed) throws InterruptedException, IOException {
        int candidates = 10;
        bed.dataset("big", bigRuns / candidates);
        List<Double> temperatures = IntStream.range(0, candidates).mapToObj(n -> n / 10.0).toList();
        List<Double> tenths = new ArrayList<>();
        try (Memory memory = bed.watchMemory()) {
            long startedAt = System.nanoTime();
            JsonNode sweep = bed.await(bed.launch("big", "quick", temperatures), seen -> {
                double now = (System.nanoTime() - startedAt) / 1e9;
                while (tenths.size() < 10
                        && seen.path("totals").path("settled").asLong() >= bigRuns / 10L * (tenths.size() + 1)) {
                    tenths.add(now);
                    report.say("  " + tenths.size() + "/10 after " + Report.number(now) + " s, " + memory.peakMib()
                            + " MiB");
                }
            });
            double wall = (System.nanoTime() - startedAt) / 1e9;
            complete(sweep, bigRuns);
            double first = tenths.getFirst();
            double last = tenths.get(9) - tenths.get(8);
            report.row("big, " + String.format(Locale.ROOT, "%,d", bigRuns) + " runs: memory of the process",
                    "≤ 1.5 GB",
                    memory.peakMib() + " MiB", memory.peakMib() <= 1_430,
                    "PostgreSQL's processes besides: " + memory.peakPostgresMib() + " MiB");
            report.row("big: last tenth against the first", "as fast", Report.number(first / last) + " ×",
                    last <= first * 1.05,
                    String.format(Locale.ROOT, "first %,.0f, last %,.0f runs/s", bigRuns / 10.0 / first,
                            bigRuns / 10.0 / last));
            report.row("big: throughput", "2,500 paid runs/s",
                    String.format(Locale.ROOT, "%,.0f runs/s", bigRuns / wall),
                    bigRuns / wall >= 2_500,
                    Report.number(wall) + " s to the final leaderboard");
        }
    }

    private static void complete(JsonNode sweep, long expected) {
        long settled = sweep.path("totals").path("settled").asLong();
        long failed = sweep.path("totals").path("failed").asLong();
        if (settled != expected || failed != 0) {
            throw new IllegalStateException(
                    "the sweep settled " + settled + " runs with " + failed + " failed, expected " + expected
                            + " and 0; the figures would mean nothing");
        }
    }

    private static String since(long startedAt, long at) {
        return seconds(Duration.ofMillis(at - startedAt));
    }

    private static String seconds(Duration duration) {
        return Report.number(duration.toMillis() / 1000.0) + " s";
    }
}
