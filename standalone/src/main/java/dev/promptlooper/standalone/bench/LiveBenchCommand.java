package dev.promptlooper.standalone.bench;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Callable;

/// `promptlooper bench live`: the figures of the live feed, with instance and endpoints as processes of their own and all clients
/// in this one.
@Command(name = "live", mixinStandardHelpOptions = true, sortOptions = false, description = "Measure the live feed: answer to frame, ten thousand sockets during a sweep, a reconnect storm, leaks.")
final class LiveBenchCommand implements Callable<Integer> {

    /// The parts, in the order in which they run.
    enum Part {
        LATENCY, SOCKETS, STORM, LEAKS
    }

    @Option(names = "--only", split = ",", paramLabel = "PART", description = "latency, sockets, storm, leaks (default: all).")
    private Set<Part> only = Set.of(Part.values());

    @Option(names = "--sockets", defaultValue = "10000", paramLabel = "N", description = "Clients of the part sockets; storm takes half of them (default: ${DEFAULT-VALUE}).")
    private int sockets = 10_000;

    @Option(names = "--cycles", defaultValue = "50000", paramLabel = "N", description = "Connections of the part leaks (default: ${DEFAULT-VALUE}).")
    private int cycles = 50_000;

    @Option(names = "--runs", defaultValue = "15000", paramLabel = "N", description = "Runs of each sweep (default: ${DEFAULT-VALUE}).")
    private int runs = 15_000;

    @Option(names = "--instance-heap", defaultValue = "1500m", paramLabel = "SIZE", description = "Heap of the instance (default: ${DEFAULT-VALUE}).")
    private String instanceHeap = "1500m";

    @Option(names = "--work", paramLabel = "DIR", description = "Where data and logs go (default: a temporary directory).")
    private @Nullable Path work;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    private final InstantSource clock;

    LiveBenchCommand() {
        this(java.time.Clock.systemUTC());
    }

    LiveBenchCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        Report report = new Report(spec.commandLine().getOut());
        Path folder = work != null ? Files.createDirectories(work) : Files.createTempDirectory("promptlooper-live");
        report.say("data and logs in " + folder + ", heap of the instance " + instanceHeap);
        try (Bed bed = Bed.make(folder, instanceHeap)) {
            bed.startInstance();
            LiveStage stage = new LiveStage(bed, bed.readers(sockets), sockets, runs, report, clock);
            stage.sweep("warm", "slow200");
            if (only.contains(Part.LATENCY)) {
                new LiveLatency(stage).run();
            }
            if (only.contains(Part.SOCKETS)) {
                new LiveSockets(stage).run();
            }
            if (only.contains(Part.STORM)) {
                new LiveStorm(stage).run();
            }
            if (only.contains(Part.LEAKS)) {
                new LiveLeaks(stage, cycles).run();
            }
        }
        report.finish();
        return 0;
    }
}
