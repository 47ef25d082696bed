package dev.promptlooper.standalone.runtime;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/// `promptlooper up`: everything in this process until it is stopped.
@Command(name = "up", description = "Start everything in one process: web, API, MCP, Kafka and PostgreSQL.", mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {

    @Mixin
    private final InstanceOptions options = new InstanceOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        StandaloneOptions start = options.toOptions();
        String data = start.data().toAbsolutePath().normalize().toString();
        LogFiles.use(start.data().toAbsolutePath().resolve("logs/promptlooper.log"), LogFiles.Console.INFO);
        CountDownLatch stop = new CountDownLatch(1);
        // Before the start, so that a Ctrl-C during it stops in order, too.
        StopSignals.handle(() -> {
            out.println(System.lineSeparator() + "Stopping; once more to end at once …");
            stop.countDown();
        });
        out.println("PromptLooper starts on " + data + " …");
        // exit() runs the instance's exit hook, which stops everything in order.
        try (StandaloneInstance instance = StandaloneInstance.start(start, reason -> Runtime.getRuntime().exit(1))) {
            announce(out, instance);
            stop.await();
        }
        out.println("Stopped. Everything is kept in " + data);
        return 0;
    }

    private static void announce(PrintWriter out, StandaloneInstance instance) {
        Duration took = Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
        out.printf(Locale.ROOT, "Ready in %.1f s. Ctrl-C stops.%n%n", took.toMillis() / 1000.0);
        line(out, "Web and API", instance.url().toString());
        instance.mcpUrl().ifPresent(url -> line(out, "MCP", url.toString()));
        line(out, "Kafka", instance.bootstrapServers());
        line(out, "PostgreSQL", instance.jdbcUrl());
        line(out, "Data", instance.dataDirectory().toString());
        line(out, "Log", instance.dataDirectory().resolve("logs/promptlooper.log").toString());
        out.println();
        instance.setupLink()
                .ifPresentOrElse(
                        link -> out.println("Open this link to become the admin; it works once:\n\n  " + link + "\n"),
                        () -> out.println("`promptlooper login` prints a link that signs you in.\n"));
    }

    private static void line(PrintWriter out, String what, String where) {
        out.printf(Locale.ROOT, "  %-12s %s%n", what, where);
    }
}
