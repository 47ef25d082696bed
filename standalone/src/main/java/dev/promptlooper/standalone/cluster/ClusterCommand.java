package dev.promptlooper.standalone.cluster;

import dev.promptlooper.standalone.runtime.InstanceOptions;
import dev.promptlooper.standalone.runtime.LogFiles;
import dev.promptlooper.standalone.runtime.StandaloneOptions;
import dev.promptlooper.standalone.runtime.StopSignals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/// `promptlooper cluster`: broker, PostgreSQL and every service as separate processes on this machine, without containers.
@Command(name = "cluster", mixinStandardHelpOptions = true, description = "Start broker, PostgreSQL and every service as separate local processes.")
public final class ClusterCommand implements Callable<Integer> {

    @Mixin
    private final InstanceOptions options = new InstanceOptions();

    @Option(names = "--executors", paramLabel = "N", description = "executor processes (default: ${DEFAULT-VALUE})")
    private int executors = 1;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        StandaloneOptions start = options.toOptions();
        LogFiles.use(start.data().toAbsolutePath().resolve("logs/cluster.log"), LogFiles.Console.INFO);
        CountDownLatch stop = new CountDownLatch(1);
        StopSignals.handle(() -> {
            out.println(System.lineSeparator() + "Stopping; once more to end at once …");
            stop.countDown();
        });
        try (LocalCluster cluster = LocalCluster.start(start, executors, line -> out.println("  " + line))) {
            out.printf(Locale.ROOT,
                    "%nReady: %s (`promptlooper login` prints a link that signs you in)%nKafka: %s%nLogs: %s%nCtrl-C stops.%n",
                    cluster.url(),
                    cluster.bootstrapServers(), start.data().toAbsolutePath().resolve("logs"));
            stop.await();
        }
        out.println("Stopped.");
        return 0;
    }
}
