package dev.promptlooper.scoring.board;

import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.kafka.StreamsApp;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.topic.Limits;
import dev.promptlooper.scoring.builtin.BuiltInScorers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The scoring topology in a JVM of its own, so that a test can kill it.
final class ScoringProcess {

    private ScoringProcess() {}

    /// @param args bootstrap servers, cluster id, state directory
    public static void main(String[] args) throws InterruptedException {
        app(args[0], args[1], Path.of(args[2])).start();
        Thread.currentThread().join();
    }

    static StreamsApp app(String bootstrapServers, String clusterId, Path stateDir) {
        return new StreamsApp(
                ScoringTopology.create(BuiltInScorers.catalog(List.of()), text -> Optional.empty(),
                        ScoringSettings.DEFAULT, Limits.DEFAULT, System::nanoTime),
                KafkaSettings.local(bootstrapServers, stateDir)
                        .streams(ScoringTopology.APPLICATION_ID, true, 100, clusterId));
    }

    static Process start(TestKafka kafka, Path stateDir) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ScoringProcess.class.getName(), kafka.settings().bootstrapServers(), kafka.clusterId(),
                stateDir.toString()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
