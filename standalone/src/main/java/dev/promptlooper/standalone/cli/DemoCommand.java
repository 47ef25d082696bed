package dev.promptlooper.standalone.cli;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.standalone.fakellm.FakeLlm;
import dev.promptlooper.standalone.fakellm.FakeLlmOptions;
import dev.promptlooper.standalone.fakellm.Latency;
import dev.promptlooper.standalone.runtime.InstanceFile;
import dev.promptlooper.standalone.runtime.InstanceOptions;
import dev.promptlooper.standalone.runtime.StopSignals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// `promptlooper demo`: the whole way of a sweep without a model: fake endpoint, instance, example sweep, leaderboard. The
/// instance stays up until it is stopped.
@Command(name = "demo", mixinStandardHelpOptions = true, sortOptions = false, description = "Run an example sweep against a built-in fake endpoint, and leave everything up.")
public final class DemoCommand extends ClientCommand {

    private static final String RESOURCES = "/dev/promptlooper/standalone/demo/";
    private static final List<String> FILES = List.of("sweep.yaml", "cases.jsonl", "prompts/steps.yaml");

    @Option(names = "--once", description = "Stop when the leaderboard is printed.")
    private boolean once;

    @Mixin
    private final InstanceOptions instance = new InstanceOptions();

    @Override
    int execute() throws InterruptedException {
        InstanceFile.read(instance.dataDirectory()).ifPresent(running -> {
            throw new CliFailure("an instance runs already on " + instance.dataDirectory() + " (" + running.url()
                    + "); stop it, or give the demo a place of its own: --data DIR --port 0 --mcp-port 0 --kafka-port 0 --postgres-port 0");
        });
        Path folder = instance.dataDirectory().toAbsolutePath().resolve("demo");
        CountDownLatch stop = new CountDownLatch(1);
        Thread worker = Thread.currentThread();
        StopSignals.handle(() -> {
            stop.countDown();
            worker.interrupt();
        });
        FakeLlmOptions llm = FakeLlmOptions.DEFAULT.withSeed(7).withLatency(Latency.parse("lognormal:60,250"));
        try (FakeLlm fake = FakeLlm.start(llm)) {
            try (Lease lease = Lease.open(instance, null, new KeyOption(), List.of(endpoint(fake)), line -> {
                err().println(line.replace("a temporary one", "everything"));
                err().flush();
            })) {
                return run(lease, folder, fake, stop);
            }
        } catch (InterruptedException e) {
            if (stop.getCount() == 0) {
                return 0;
            }
            throw e;
        }
    }

    private int run(Lease lease, Path folder, FakeLlm fake, CountDownLatch stop) throws InterruptedException {
        unpack(folder);
        SweepFile sweep = SweepFile.load(folder.resolve("sweep.yaml"), Map.of());
        SweepRun run = new SweepRun(lease.api(), System::nanoTime);
        String sweepId = run.launch(sweep);
        SweepResult result = run.await(sweepId,
                wantsJson() ? null : new Progress(Terminal.detect(System.getenv()), out(), System.nanoTime()));
        if (wantsJson()) {
            printJson(result);
        } else {
            out().println();
            LeaderboardRow.table(result.leaderboard(), 20).forEach(out()::println);
            out().println();
            out().println("Made by " + Figures.count(fake.stats().received()) + " calls to the fake endpoint at "
                    + fake.url() + ".");
            out().println("The sweep file is yours to change: " + folder.resolve("sweep.yaml"));
            out().println("  promptlooper run " + folder.resolve("sweep.yaml") + "   runs it again, from the cache");
            out().println("  " + lease.api().base() + "   dashboard and API");
        }
        out().flush();
        if (!once) {
            out().println("Everything stays up; Ctrl-C stops it.");
            out().flush();
            stop.await();
        }
        return 0;
    }

    /// The fake endpoint under the name that the sample sweep uses.
    static Endpoint endpoint(FakeLlm fake) {
        Endpoint plain = Endpoint.of("demo", fake.url());
        return new Endpoint(plain.name(), plain.baseUrl(), null, Map.of(), 32, null, null, plain.timeout(),
                plain.maxAttempts(),
                plain.maxTokensAssumed(),
                Map.of("small", new dev.promptlooper.contracts.endpoint.ModelPrice(0.15, 0.6), "large",
                        new dev.promptlooper.contracts.endpoint.ModelPrice(2.5, 10)));
    }

    /// Files that are there already stay as they are: they may have been changed.
    static void unpack(Path folder) {
        for (String name : FILES) {
            Path target = folder.resolve(name);
            try (InputStream content = DemoCommand.class.getResourceAsStream(RESOURCES + name)) {
                if (content == null) {
                    throw new IllegalStateException("the class path lacks " + RESOURCES + name);
                }
                if (!Files.exists(target)) {
                    Files.createDirectories(java.util.Objects.requireNonNull(target.getParent()));
                    Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the demo's " + target, e);
            }
        }
    }
}
