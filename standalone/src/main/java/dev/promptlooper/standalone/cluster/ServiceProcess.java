package dev.promptlooper.standalone.cluster;

import dev.promptlooper.standalone.Main;
import dev.promptlooper.standalone.StartFailure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A child JVM that runs one command of this program. It ends with this process however this one ends, because it watches
/// the pipe to its standard input.
final class ServiceProcess implements AutoCloseable {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

    private final String label;
    private final Process process;
    private final Path log;

    private ServiceProcess(String label, Process process, Path log) {
        this.label = label;
        this.process = process;
        this.log = log;
    }

    /// @param label       for messages and the log file
    /// @param heap        Java heap, for example `256m`
    /// @param logs        directory of `label.log`
    /// @param environment variables on top of those of this process
    /// @param arguments   of the program
    static ServiceProcess start(String label, String heap, Path logs, Map<String, String> environment,
            List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(recordedStart());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(arguments);
        Path log = logs.resolve(label + ".log");
        try {
            Files.createDirectories(logs);
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            builder.environment().put(ServiceCommand.SUPERVISED, "1");
            return new ServiceProcess(label, builder.start(), log);
        } catch (IOException e) {
            throw new StartFailure("cannot start " + label + ": " + e.getMessage(), e);
        }
    }

    String label() {
        return label;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// @throws StartFailure when it has ended
    void requireAlive() {
        if (!process.isAlive()) {
            throw new StartFailure(label + " ended with code " + process.exitValue() + "; see " + log);
        }
    }

    /// Calls `onEnd` with a line to show when the process ends, for whatever reason.
    void onEnd(java.util.function.Consumer<String> onEnd) {
        process.onExit()
                .thenAccept(ended -> onEnd.accept(label + " ended with code " + ended.exitValue() + "; see " + log));
    }

    /// Returns when its health is up.
    void awaitHealthy(int port) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (!isUp(client, request)) {
                requireAlive();
                if (System.nanoTime() > deadline) {
                    throw new StartFailure(
                            label + " is not healthy after " + START_TIMEOUT.toSeconds() + " s; see " + log);
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private static boolean isUp(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // does not listen yet
        }
    }

    /// Asks it to stop and waits; kills it when it does not.
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /// What the launcher gave this process for a quick start serves its children, too: they have the same class path.
    private static List<String> recordedStart() {
        return ManagementFactory.getRuntimeMXBean()
                .getInputArguments()
                .stream()
                .filter(flag -> flag.startsWith("-XX:AOTCache=") || flag.equals("-Xlog:disable"))
                .toList();
    }
}
