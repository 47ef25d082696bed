package dev.promptlooper.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.standalone.runtime.Ports;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Services as processes of their own, each on a port and a state directory of its own.
final class ServiceChildren implements AutoCloseable {

    private final Path folder;
    private final Map<String, String> environment;
    private final Map<String, Child> running = new LinkedHashMap<>();

    ServiceChildren(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /// Starts them side by side and returns when each says that it is well.
    void start(String... names) throws IOException, InterruptedException {
        Map<String, Integer> ports = new HashMap<>();
        for (String name : names) {
            int port = Ports.free();
            ports.put(name, port);
            Map<String, String> own = new HashMap<>(environment);
            own.put("PORT", String.valueOf(port));
            own.put("JAVA_TOOL_OPTIONS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"); // they live for seconds
            own.put("PROMPTLOOPER_STATE_DIR", folder.resolve("state-" + name).toString());
            running.put(name, Child.start("200m", own, log(name), "service", name));
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (Map.Entry<String, Child> service : running.entrySet()) {
                URI health = URI
                        .create("http://127.0.0.1:" + ports.get(service.getKey()) + "/actuator/health");
                service.getValue()
                        .await(service.getKey(), Duration.ofMinutes(4), () -> isUp(client, health));
            }
        }
    }

    private static boolean isUp(HttpClient client, URI health) {
        try {
            return client.send(HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(10)).build(),
                    HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // does not listen yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Stops all; none may have anything to complain about.
    void stopInOrder() throws IOException {
        close();
        for (String name : running.keySet()) {
            assertThat(Files.readAllLines(log(name))).as(name).noneMatch(line -> line.contains(" ERROR "));
        }
    }

    private Path log(String name) {
        return folder.resolve("service-" + name + ".log");
    }

    @Override
    public void close() {
        running.values().forEach(Child::close);
    }
}
