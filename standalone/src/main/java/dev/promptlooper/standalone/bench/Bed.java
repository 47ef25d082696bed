package dev.promptlooper.standalone.bench;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.standalone.cli.Api;
import dev.promptlooper.standalone.runtime.InstanceFile;
import dev.promptlooper.standalone.runtime.LocalAccess;
import tools.jackson.databind.JsonNode;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The test bed: two fake endpoints (200 ms, and quick) and one instance on a data directory, each a process of its own.
final class Bed implements AutoCloseable {

    private static final Duration STARTING = Duration.ofMinutes(2);
    private static final int SOCKETS_PER_KEY = 20;
    private static final Duration POLL = Duration.ofMillis(50);

    private final Path work;
    private final String heap;
    private final FakeEndpoint slow;
    private final FakeEndpoint quick;
    private @org.jspecify.annotations.Nullable Child instance;
    private @org.jspecify.annotations.Nullable Api api;
    private int port;

    private Bed(Path work, String heap, FakeEndpoint slow, FakeEndpoint quick) {
        this.work = work;
        this.heap = heap;
        this.slow = slow;
        this.quick = quick;
    }

    static Bed make(Path work, String heap) throws InterruptedException, IOException {
        FakeEndpoint slow = FakeEndpoint.start(work, "slow", "200");
        FakeEndpoint quick = FakeEndpoint.start(work, "quick", "uniform:5-20");
        Files.writeString(work.resolve("endpoints.yaml"),
                """
                        endpoints:
                          - {name: slow100, base-url: "%s", concurrency: 100, timeout-seconds: 30, prices: {"*": {input: 1, output: 2}}}
                          - {name: slow200, base-url: "%s", concurrency: 200, timeout-seconds: 30, prices: {"*": {input: 1, output: 2}}}
                          - {name: slow500, base-url: "%s", concurrency: 500, timeout-seconds: 30, prices: {"*": {input: 1, output: 2}}}
                          - {name: quick, base-url: "%s", concurrency: 512, timeout-seconds: 30, prices: {"*": {input: 1, output: 2}}}
                        """
                        .formatted(slow.url(), slow.url(), slow.url(), quick.url()));
        return new Bed(work, heap, slow, quick);
    }

    /// Starts the instance on the bed's data directory.
    ///
    /// @return time until it was ready
    Duration startInstance() throws InterruptedException {
        Path data = work.resolve("data");
        long startedAt = System.nanoTime();
        Child child = Child.start(heap, Map.of("PROMPTLOOPER_ENDPOINTS", work.resolve("endpoints.yaml").toString()),
                work.resolve("instance.log"), "up", "--data", data.toString(), "--port", String.valueOf(port),
                "--mcp-port", "0",
                "--kafka-port", "0",
                "--postgres-port", "0");
        instance = child;
        child.await("the instance", STARTING, () -> InstanceFile.read(data).isPresent());
        Duration ready = Duration.ofNanos(System.nanoTime() - startedAt);
        URI url = URI.create(InstanceFile.read(data).orElseThrow().url());
        api = new Api(url, LocalAccess.localKey(data).orElseThrow());
        port = url.getPort();
        return ready;
    }

    void stopInstance() {
        if (api != null) {
            api.close();
        }
        if (instance != null) {
            instance.close();
        }
    }

    /// SIGKILL, without the chance to tidy up; [#startInstance()] comes back on the same port.
    void killInstance() throws InterruptedException {
        if (instance != null) {
            instance.kill();
        }
    }

    /// API keys that may read, as many as so many sockets need: one key opens no more than twenty.
    List<String> readers(int sockets) {
        List<String> keys = new ArrayList<>();
        for (int n = 0; n * SOCKETS_PER_KEY < sockets; n++) {
            keys.add(api().post("/api/v1/keys", Map.of("name", "reader " + n, "scopes", List.of("read")))
                    .path("secret")
                    .asString());
        }
        return keys;
    }

    /// Web port of the instance.
    int port() {
        return port;
    }

    /// What the live feed holds, as the instance tells it.
    JsonNode feed() {
        for (JsonNode pair : api().get("/api/v1/poll?ch=system").path("frames").path(0).path("set")) {
            if (pair.path(0).asString().equals("live")) {
                return pair.path(1);
            }
        }
        return Json.MAPPER.createObjectNode();
    }

    /// The endpoint that takes 200 ms for an answer.
    FakeEndpoint slow() {
        return slow;
    }

    /// Watches the instance that runs now.
    Memory watchMemory() {
        return new Memory(Objects.requireNonNull(instance, "start it first").pid(),
                work.resolve("data/postgres/postmaster.pid"));
    }

    /// Most memory that the instance that runs now ever had, MiB; Linux only, elsewhere 0.
    long peakMib() {
        return Memory.highWaterMib(Objects.requireNonNull(instance, "start it first").pid());
    }

    /// Bytes that live objects of the instance that runs now take, after a full collection; -1 when this Java cannot ask it.
    long liveBytes() throws InterruptedException, IOException {
        return Memory.liveBytes(Objects.requireNonNull(instance, "start it first").pid());
    }

    /// Uploads cases that no other dataset has.
    void dataset(String name, long cases) throws IOException {
        Path file = work.resolve(name + ".jsonl");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (long n = 0; n < cases; n++) {
                out.write("{\"id\":\"c" + n + "\",\"question\":\"" + name + ": what is " + n
                        + " + 13 * 4?\",\"answer\":\"" + (n + 52)
                        + "\"}\n");
            }
        }
        api().upload("/api/v1/datasets?name=" + name + "&expected=answer&id=id", file, "application/x-ndjson");
    }

    /// @param temperatures one candidate each
    String launch(String name, String endpoint, List<Double> temperatures) {
        return launch(name, endpoint, temperatures, Map.of());
    }

    /// @param temperatures one candidate each
    /// @param more         further parts of the sweep file
    String launch(String name, String endpoint, List<Double> temperatures, Map<String, Object> more) {
        Map<String, Object> sweep = new LinkedHashMap<>(more);
        sweep.put("name", name);
        sweep.put("prompts", List.of(Map.of("name", "terse", "messages",
                List.of(Map.of("role", "system", "content", "Answer with the final number only."),
                        Map.of("role", "user", "content", "{{question}}")))));
        sweep.put("models", List.of(endpoint + "/small"));
        sweep.put("params", Map.of("temperature", temperatures, "max_tokens", 64));
        sweep.put("dataset", Map.of("name", name));
        sweep.put("scorers", List.of(Map.of("type", "numeric-match")));
        return api().post("/api/v1/sweeps", sweep, Map.of("Idempotency-Key", UUID.randomUUID().toString()))
                .path("sweepId")
                .asString();
    }

    /// Waits for the final leaderboard in PostgreSQL.
    ///
    /// @param watcher sees the sweep at every poll
    JsonNode await(String sweepId, Consumer<JsonNode> watcher) throws InterruptedException {
        while (true) {
            JsonNode sweep = Json.MAPPER.createObjectNode();
            try {
                sweep = api().get("/api/v1/sweeps/" + sweepId);
            } catch (dev.promptlooper.standalone.cli.CliFailure e) {
                if (!String.valueOf(e.getMessage()).contains(sweepId)) {
                    throw e; // anything but "not projected yet"
                }
            }
            watcher.accept(sweep);
            if (sweep.path("finished").asBoolean(false)) {
                return sweep;
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
    }

    private Api api() {
        return Objects.requireNonNull(api, "start the instance first");
    }

    @Override
    public void close() {
        stopInstance();
        slow.close();
        quick.close();
    }
}
