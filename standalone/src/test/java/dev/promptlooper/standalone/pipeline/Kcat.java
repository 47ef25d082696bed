package dev.promptlooper.standalone.pipeline;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// The command line client of librdkafka, following one topic from its beginning: a Kafka client that is not ours and not Java.
final class Kcat implements AutoCloseable {

    private final Process process;
    private final Thread reader;
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final List<String> problems = new CopyOnWriteArrayList<>();

    /// A record as kcat printed it.
    record Line(String key, String value) {}

    private Kcat(Process process) {
        this.process = process;
        this.reader = Thread.ofVirtual().start(this::read);
    }

    /// Where it is installed, as `kcat` or by its old name `kafkacat`.
    static Optional<Path> installed() {
        return Stream.of("kcat", "kafkacat")
                .flatMap(name -> Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Kcat follow(Path program, String bootstrapServers, String topic) throws IOException {
        // Records first, then what kcat says: both in one stream, so that nothing is lost when it ends.
        return new Kcat(new ProcessBuilder(program.toString(), "-C", "-u", "-q", "-b", bootstrapServers, "-t", topic,
                "-o", "beginning", "-X", "isolation.level=read_committed", "-f", "%k\\t%s\\n").redirectErrorStream(true)
                .start());
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                int tab = line.indexOf('\t');
                if (tab < 0) {
                    problems.add(line);
                } else {
                    lines.add(new Line(line.substring(0, tab), line.substring(tab + 1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What it has printed so far.
    List<Line> lines() {
        return List.copyOf(lines);
    }

    /// What it printed that is no record.
    List<String> problems() {
        return List.copyOf(problems);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
            reader.join();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
