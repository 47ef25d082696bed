package dev.promptlooper.standalone.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.ModelPrice;
import dev.promptlooper.standalone.fakellm.FakeLlm;
import dev.promptlooper.standalone.fakellm.FakeLlmOptions;
import dev.promptlooper.standalone.fakellm.FaultPlan;
import dev.promptlooper.standalone.fakellm.Latency;
import dev.promptlooper.standalone.fakellm.RetryAfter;
import dev.promptlooper.standalone.runtime.StandaloneInstance;
import dev.promptlooper.standalone.runtime.StandaloneOptions;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// An instance with two endpoints of its own, for all tests of a class: `fake` answers, `faulty` answers every fifth
/// call with garbage and a few with 429, which make it pause, and has two attempts.
record PipelineFixture(FakeLlm llm, FakeLlm faulty, StandaloneInstance instance) implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// @param data the instance's data directory, made by it
    static PipelineFixture start(Path data) {
        FakeLlm llm = FakeLlm.start(FakeLlmOptions.DEFAULT.withLatency(Latency.parse("5")));
        FakeLlm faulty = FakeLlm.start(FakeLlmOptions.DEFAULT.withFaults(new FaultPlan(0.01, 0, 0, 0, 0, 0.2, 0))
                .withRetryAfter(RetryAfter.ABSENT, 0));
        return new PipelineFixture(llm, faulty, StandaloneInstance.start(StandaloneOptions.ephemeral(data, Map.of())
                .withEndpoints(List.of(endpoint("fake", llm, 3), endpoint("faulty", faulty, 2)))));
    }

    private static Endpoint endpoint(String name, FakeLlm llm, int attempts) {
        return new Endpoint(name, llm.url(), null, Map.of(), 16, null, null, Duration.ofSeconds(20), attempts, 64,
                Map.of("*", new ModelPrice(1, 2)));
    }

    /// How long `fake` takes from now on; [Latency#parse].
    void latency(String millis) {
        llm.change(options -> options.withLatency(Latency.parse(millis)));
    }

    /// A command of the command line, with `--json`.
    Cli cli(String... arguments) {
        return Cli.on(instance.dataDirectory(), arguments);
    }

    /// A command that must succeed.
    JsonNode succeed(String... arguments) {
        Cli done = cli(arguments);
        assertThat(done.exitCode()).describedAs(done.err()).isZero();
        return done.json();
    }

    /// One sweep, as `status` shows it.
    JsonNode sweep(String id) {
        return cli("status", id).json();
    }

    /// The newest sweep of a name, as `sweeps` lists it, once it is as wanted.
    JsonNode awaitNewest(String name, Predicate<JsonNode> wanted) {
        return Awaitility.await().atMost(PATIENCE).until(() -> newest(name), wanted);
    }

    private JsonNode newest(String name) {
        for (JsonNode item : cli("sweeps").json().path("items")) {
            if (item.path("name").asString().equals(name)) {
                return item;
            }
        }
        return MissingNode.getInstance();
    }

    /// Waits until a sweep is at rest with a status and its leaderboard is complete.
    JsonNode awaitStatus(String id, String status) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> sweep(id), item -> item.path("status").asString().equals(status)
                        && item.path("finished").asBoolean());
    }

    /// Pauses a sweep of three candidates or more and gives it one command of every other kind but the final one.
    void steerEveryWay(String id) {
        succeed("pause", id);
        succeed("pin", id, "1");
        succeed("unpin", id, "1");
        succeed("prune", id, "0", "--reason", "too small");
        succeed("unprune", id, "0");
        succeed("prune", id, "2");
        succeed("budget", id, "--usd", "4", "--calls", "5000", "--tokens", "900000", "--minutes", "20");
        succeed("concurrency", id, "64");
        succeed("priority", id, "40");
    }

    static int settled(JsonNode sweep) {
        return sweep.path("totals").path("settled").asInt();
    }

    @Override
    public void close() {
        instance.close();
        faulty.close();
        llm.close();
    }
}
