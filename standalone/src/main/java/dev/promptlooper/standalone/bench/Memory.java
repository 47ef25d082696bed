package dev.promptlooper.standalone.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// Watches the resident memory of a process and of its children (PostgreSQL's), once a second. Linux only; elsewhere 0.
final class Memory implements AutoCloseable {

    private final ProcessHandle process;
    private final Thread sampler;
    private volatile boolean stopped;
    private volatile long peakOwnKib;
    private volatile long peakChildrenKib;

    Memory(long pid) {
        this.process = ProcessHandle.of(pid).orElseThrow();
        this.sampler = Thread.ofVirtual().name("memory").start(this::sample);
    }

    /// Most resident memory of the process itself, MiB.
    long peakMib() {
        return peakOwnKib >> 10;
    }

    /// Most memory of its children, MiB: proportional set sizes, since PostgreSQL's processes share their buffers.
    long peakChildrenMib() {
        return peakChildrenKib >> 10;
    }

    private void sample() {
        while (!stopped) {
            peakOwnKib = Math.max(peakOwnKib, kib(process.pid(), "status", "VmRSS:"));
            peakChildrenKib = Math.max(peakChildrenKib,
                    process.descendants().mapToLong(child -> kib(child.pid(), "smaps_rollup", "Pss:")).sum());
            try {
                TimeUnit.SECONDS.sleep(1);
            } catch (InterruptedException e) {
                return;
            }
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
