package dev.promptlooper.standalone.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Watches the resident memory of an instance and of its PostgreSQL, once a second. Linux only; elsewhere 0. PostgreSQL makes
/// itself a daemon, so that its processes are not descendants of the instance; its data directory names them.
final class Memory implements AutoCloseable {

    private final long pid;
    private final Path postmasterFile;
    private final Thread sampler;
    private volatile boolean stopped;
    private volatile long peakOwnKib;
    private volatile long peakPostgresKib;

    /// @param pid            the instance
    /// @param postmasterFile PostgreSQL's `postmaster.pid`
    Memory(long pid, Path postmasterFile) {
        this.pid = pid;
        this.postmasterFile = postmasterFile;
        this.sampler = Thread.ofVirtual().name("memory").start(this::sample);
    }

    /// Most resident memory of the process itself, MiB.
    long peakMib() {
        return peakOwnKib >> 10;
    }

    /// Most memory of PostgreSQL, MiB: proportional set sizes, since its processes share their buffers.
    long peakPostgresMib() {
        return peakPostgresKib >> 10;
    }

    /// Most resident memory that a process ever had, MiB, as its kernel noted it: nothing has to watch it, which would cost the processes
    /// that are measured.
    static long highWaterMib(long pid) {
        return kib(pid, "status", "VmHWM:") >> 10;
    }

    /// Bytes that live objects of a Java process take, after a full collection, by `jcmd`; -1 where there is none.
    static long liveBytes(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) {
            return -1;
        }
        Process process = new ProcessBuilder(jcmd.toString(), String.valueOf(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        long bytes = -1;
        try (Stream<String> lines = process.inputReader().lines()) {
            for (String line : lines.filter(text -> text.startsWith("Total")).toList()) {
                bytes = Long.parseLong(line.strip().split("\\s+")[2]);
            }
        }
        process.waitFor();
        return bytes;
    }

    private void sample() {
        while (!stopped) {
            peakOwnKib = Math.max(peakOwnKib, kib(pid, "status", "VmRSS:"));
            peakPostgresKib = Math.max(peakPostgresKib, postgresKib());
            try {
                TimeUnit.SECONDS.sleep(1);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private long postgresKib() {
        return postmaster().stream()
                .flatMap(master -> Stream.concat(Stream.of(master), master.descendants()))
                .mapToLong(process -> kib(process.pid(), "smaps_rollup", "Pss:"))
                .sum();
    }

    /// The process whose id is the file's first line.
    private Optional<ProcessHandle> postmaster() {
        try (Stream<String> lines = Files.lines(postmasterFile)) {
            return lines.findFirst().map(String::strip).map(Long::valueOf).flatMap(ProcessHandle::of);
        } catch (IOException | UncheckedIOException | NumberFormatException e) {
            return Optional.empty(); // not running, or just being written
        }
    }

    private static long kib(long pid, String file, String field) {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(pid), file))
                    .stream()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0; // ended meanwhile, or no /proc
        }
    }

    @Override
    public void close() {
        stopped = true;
        sampler.interrupt();
    }
}
