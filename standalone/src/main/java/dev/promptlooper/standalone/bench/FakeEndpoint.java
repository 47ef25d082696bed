package dev.promptlooper.standalone.bench;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.standalone.cli.Api;
import tools.jackson.databind.JsonNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A fake endpoint in a process of its own, and what it has seen.
final class FakeEndpoint implements AutoCloseable {

    private static final Duration STARTING = Duration.ofMinutes(2);

    private final Child child;
    private final String url;
    private final Api api;

    private FakeEndpoint(Child child, String url) {
        this.child = child;
        this.url = url;
        this.api = new Api(URI.create(url.replace("/v1", "")), null);
    }

    /// @param work    where its log goes
    /// @param latency as `fake-llm --latency` takes it
    static FakeEndpoint start(Path work, String name, String latency) throws InterruptedException {
        Path log = work.resolve(name + ".log");
        Child child = Child.start("900m", Map.of(), log, "fake-llm", "--port", "0", "--json", "--latency", latency);
        child.await("fake-llm", STARTING, () -> read(log).contains("\"url\""));
        String line = read(log).lines().filter(text -> text.startsWith("{")).findFirst().orElseThrow();
        return new FakeEndpoint(child, Json.read(line, JsonNode.class).path("url").asString());
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return url;
    }

    /// Calls that it has seen.
    long received() {
        return api.get("/_fake/stats").path("received").asLong();
    }

    /// When its answers were sent, epoch milliseconds, in order.
    ///
    /// @param after number of calls that do not count any more
    List<Long> answered(long after) {
        List<Long> times = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                api.stream("/_fake/ledger?from=" + after + "&limit=1000000"), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode call = Json.read(line, JsonNode.class);
                times.add(call.path("at").asLong() + call.path("ms").asLong());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        times.sort(null);
        return times;
    }

    @Override
    public void close() {
        child.close();
        api.close();
    }
}
