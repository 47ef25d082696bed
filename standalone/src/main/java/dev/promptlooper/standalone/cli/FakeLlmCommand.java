package dev.promptlooper.standalone.cli;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.standalone.fakellm.FakeLlm;
import dev.promptlooper.standalone.fakellm.FakeLlmOptions;
import dev.promptlooper.standalone.fakellm.FaultPlan;
import dev.promptlooper.standalone.fakellm.Latency;
import dev.promptlooper.standalone.fakellm.ReplaySource;
import dev.promptlooper.standalone.fakellm.ReplaySource.KeyPart;
import dev.promptlooper.standalone.fakellm.RetryAfter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/// `promptlooper fake-llm`: a deterministic OpenAI-compatible server for demos, tests and benchmarks.
@Command(name = "fake-llm", mixinStandardHelpOptions = true, sortOptions = false, description = "Run a deterministic OpenAI-compatible server on the loopback address, for demos, tests and benchmarks.")
public final class FakeLlmCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Option(names = "--port", defaultValue = "8410", description = "Port; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of errors, faults and latencies (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--latency", defaultValue = "0", paramLabel = "MS", description = "200, uniform:50-500, or lognormal:200,1500 (median, p99), in milliseconds (default: ${DEFAULT-VALUE}).")
    private String latency = "0";

    @Option(names = "--rate-429", defaultValue = "0", paramLabel = "SHARE", description = "Share of calls answered 429, 0 to 1.")
    private double rateLimited;

    @Option(names = "--retry-after", defaultValue = "seconds", paramLabel = "FORM", description = "How a 429 says when to come back: seconds, date or absent (default: ${DEFAULT-VALUE}).")
    private RetryAfter retryAfter = RetryAfter.SECONDS;

    @Option(names = "--retry-after-seconds", defaultValue = "1", paramLabel = "N", description = "When a 429 says to come back (default: ${DEFAULT-VALUE}).")
    private int retryAfterSeconds;

    @Option(names = "--rate-5xx", defaultValue = "0", paramLabel = "SHARE", description = "Share answered 500, 502 or 503.")
    private double serverError;

    @Option(names = "--rate-hang", defaultValue = "0", paramLabel = "SHARE", description = "Share that is never answered.")
    private double hang;

    @Option(names = "--rate-reset", defaultValue = "0", paramLabel = "SHARE", description = "Share whose connection is reset.")
    private double reset;

    @Option(names = "--rate-truncated", defaultValue = "0", paramLabel = "SHARE", description = "Share whose answer breaks off.")
    private double truncated;

    @Option(names = "--rate-garbage", defaultValue = "0", paramLabel = "SHARE", description = "Share answered with an HTML page and status 200.")
    private double garbage;

    @Option(names = "--max-faults", defaultValue = "0", paramLabel = "N", description = "Faults that the same request meets at most; 0 = no limit (default: ${DEFAULT-VALUE}).")
    private int maxFaults;

    @Option(names = "--rpm", paramLabel = "N", description = "Requests admitted per minute; 429 beyond.")
    private @Nullable Integer requestsPerMinute;

    @Option(names = "--max-concurrency", paramLabel = "N", description = "Requests admitted at once; 429 beyond.")
    private @Nullable Integer maxConcurrency;

    @Option(names = "--model", paramLabel = "NAME", description = "A name for GET /v1/models; any model is answered. Repeatable.")
    private List<String> models = new ArrayList<>();

    @Option(names = "--ledger", paramLabel = "FILE", description = "Append every call to this file as JSON lines.")
    private @Nullable Path ledger;

    @Option(names = "--replay", paramLabel = "FILE", description = "Serve recorded answers from this JSONL file (may be .gz).")
    private @Nullable Path replay;

    @Option(names = "--replay-cases", paramLabel = "FILE", description = "JSONL with id and question, for recorded answers that have no user message.")
    private @Nullable Path replayCases;

    @Option(names = "--replay-key", split = ",", paramLabel = "PART", description = "What finds a recorded answer: model, agent (first system message), params, user; default: what the file has.")
    private Set<KeyPart> replayKey = Set.of();

    @Option(names = "--json", description = "Print where it listens as JSON.")
    private boolean json;

    /// Runs until it is interrupted.
    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        FakeLlmOptions options = FakeLlmOptions.DEFAULT.withPort(port)
                .withSeed(seed)
                .withLatency(Latency.parse(latency))
                .withFaults(new FaultPlan(rateLimited, serverError, hang, reset, truncated, garbage, maxFaults))
                .withRetryAfter(retryAfter, retryAfterSeconds)
                .withLimits(requestsPerMinute, maxConcurrency)
                .withModels(models.isEmpty() ? FakeLlmOptions.DEFAULT.models() : models)
                .withLedgerFile(ledger)
                .withReplay(replay == null ? null : new ReplaySource(replay, replayCases, replayKey));
        try (FakeLlm server = FakeLlm.start(options)) {
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "fake-llm-stop"));
            out.println(json
                    ? Json.write(Map.of("url", server.url(), "port", server.port()))
                    : "fake-llm listens on " + server.url() + "  (figures: http://127.0.0.1:" + server.port()
                            + "/_fake/stats; Ctrl-C stops it)");
            out.flush();
            server.awaitClose();
        }
        return 0;
    }
}
