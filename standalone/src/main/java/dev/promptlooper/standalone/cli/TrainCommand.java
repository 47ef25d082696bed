package dev.promptlooper.standalone.cli;

import dev.promptlooper.standalone.fakellm.FakeLlm;
import dev.promptlooper.standalone.fakellm.FakeLlmOptions;
import dev.promptlooper.standalone.fakellm.Latency;
import dev.promptlooper.standalone.runtime.LogFiles;
import dev.promptlooper.standalone.runtime.StandaloneInstance;
import dev.promptlooper.standalone.runtime.StandaloneOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// `promptlooper train`: the launcher calls it once after a build, in a virtual machine that records what is loaded and compiled
/// (`-XX:AOTCacheOutput`, JEP 514 and 515). It does what people do: an instance on a temporary directory, a sweep that is paid, the
/// same one from the cache, a guided one, and the reads of command line and dashboard. Later starts take the record and need about
/// half of the processor time. Touches no data of the user; external servers are ignored.
@Command(name = "train", hidden = true, description = "Record what starts and sweeps load, for quicker ones later (called by the launcher).")
public final class TrainCommand extends ClientCommand {

    private static final List<String> READS = List.of("/api/v1/overview", "/api/v1/sweeps", "/api/v1/models",
            "/api/v1/endpoints", "/api/v1/datasets", "/api/v1/prompts", "/api/v1/poll?ch=sweeps&ch=system", "/");
    private static final List<String> READS_OF_A_SWEEP = List.of("", "/leaderboard", "/verdict", "/runs?limit=50",
            "/events", "/optimum", "/matrix", "/series", "/export?format=csv");

    @Option(names = "--repeats", defaultValue = "12", description = "How often every case is asked (default: ${DEFAULT-VALUE}); 480 runs each time.")
    private int repeats;

    @Override
    int execute() throws InterruptedException {
        Path folder = temporary();
        try {
            LogFiles.use(folder.resolve("train.log"), LogFiles.Console.ERROR);
            Path demo = folder.resolve("demo");
            DemoCommand.unpack(demo);
            SweepFile grid = variant(demo, "train", "type: grid}\nrepeats: " + repeats);
            SweepFile guided = variant(demo, "train-guided", "type: guided}");
            FakeLlmOptions options = FakeLlmOptions.DEFAULT.withLatency(Latency.parse("uniform:5-20"));
            try (FakeLlm fake = FakeLlm.start(options);
                    StandaloneInstance instance = StandaloneInstance
                            .start(StandaloneOptions.ephemeral(folder.resolve("data"), Map.of())
                                    .withEndpoints(List.of(DemoCommand.endpoint(fake))));
                    Api api = new Api(instance.url(), instance.localKey())) {
                for (SweepFile sweep : List.of(grid, grid, guided)) {
                    SweepRun run = new SweepRun(api, System::nanoTime);
                    String id = run.launch(sweep);
                    run.await(id, null);
                    READS_OF_A_SWEEP.forEach(path -> read(api, "/api/v1/sweeps/" + id + path));
                }
                READS.forEach(path -> read(api, path));
            }
            return 0;
        } finally {
            delete(folder);
        }
    }

    private static SweepFile variant(Path demo, String name, String strategy) {
        Path file = demo.resolve(name + ".yaml");
        try {
            String text = Files.readString(demo.resolve("sweep.yaml"));
            Files.writeString(file, text.replace("name: demo-answer-style", "name: " + name)
                    .replace("type: grid}", strategy));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        return SweepFile.load(file, Map.of());
    }

    private static void read(Api api, String path) {
        try (InputStream body = api.stream(path)) {
            body.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("promptlooper-train");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a temporary directory", e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
