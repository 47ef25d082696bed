package dev.promptlooper.standalone.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// This program as a process of its own. Thread-safe.
final class Child implements AutoCloseable {

    private final Process process;
    private final Path log;

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /// @param heap        `-Xmx`, for example `700m`
    /// @param environment variables in addition to our own
    /// @param log         where its output goes
    /// @param arguments   command and options
    static Child start(String heap, Map<String, String> environment, Path log, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            // The same virtual machine as the launcher's, without what belongs to this process alone.
            if (flag.startsWith("-XX:") || flag.startsWith("-Xss") || flag.startsWith("-Xlog")
                    || flag.startsWith("--enable-native")
                    || flag.startsWith("--sun-misc")) {
                command.add(flag);
            }
        }
        command.addAll(List.of("-Xmx" + heap, "-cp", System.getProperty("java.class.path"),
                "dev.promptlooper.standalone.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            return new Child(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + String.join(" ", arguments), e);
        }
    }

    long pid() {
        return process.pid();
    }

    /// Waits for something that the child does.
    ///
    /// @throws IllegalStateException when the child ends or the time does; with the end of its output
    void await(String what, Duration patience, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException(what + (process.isAlive()
                        ? " took longer than " + patience
                        : ": the process ended with "
                                + process.exitValue())
                        + "; its output ends:\n" + tail());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /// SIGKILL: nothing is tidied up.
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /// SIGTERM, and waits for the orderly end.
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            return "(" + log + " cannot be read)";
        }
    }
}
