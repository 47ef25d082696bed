package dev.promptlooper.contracts.benchmark;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.Attempt;
import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.DatasetCase;
import dev.promptlooper.contracts.event.ModelAnswer;
import dev.promptlooper.contracts.event.Purpose;
import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.contracts.event.Run;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.event.Text;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.hash.CanonicalJson;
import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.prompt.PromptTemplate;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import dev.promptlooper.contracts.topic.Topic;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What one run costs in the contracts: filling a prompt, the canonical body, the hash, and each record's way to bytes and
/// back. About a kilobyte of text per run, as in the pipeline benchmark.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ContractsBenchmark {

    private static final String URL = "http://127.0.0.1:11434/v1";

    private final PromptTemplate template = PromptTemplate.compile(new PromptDefinition("steps", 1,
            List.of(Map.of("role", "system", "content", "Work step by step and end with the final number."), Map.of("role", "user", "content", "{{question}}"))));
    private final Map<String, Object> vars = Map.of("question",
            "Janet has 16 eggs. She eats three for breakfast and bakes with four. What is left is sold for $2 each. ".repeat(5));
    private final Candidate candidate = new Candidate("0123456789abcdef", 3, "steps", 1, "local", "llama3.1:8b",
            Map.of("temperature", 0.4, "max_tokens", 256));
    private final DatasetCase input = new DatasetCase("17", 16, vars, "18", Map.of());
    private final Run run = new Run("3f0e8a52-7f61-4d0e-9f0e-0f6f2f5e7a11", candidate, "17", 16, 0);
    private final String body = body();
    private final RunRequested requested = new RunRequested(1, Purpose.SWEEP, run, ConfigHash.of(body, URL, 0), URL, body, input,
            new Reservation(0.0004, 400), null, 50, null, 1_795_000_000_000L);
    private final RunCompleted completed = new RunCompleted(1, Purpose.SWEEP, run, requested.configHash(), input, requested.reserved(),
            new RunCompleted.Answered(AnswerSource.CALL, new ModelAnswer(Text.of("16 - 3 - 4 = 9, 9 * 2 = 18. The answer is 18."), null, "stop",
                    "llama3.1:8b", new Usage(140, 40, false), 0.0001, 812,
                    List.of(new Attempt(1, 1_795_000_000_000L, 812, 200, null, null, null)), 1_795_000_000_900L)),
            1_795_000_000_950L);
    private final byte[] requestedBytes = Topic.RUN_REQUESTED.serde().serialize("t", requested);
    private final byte[] completedBytes = Topic.RUN_COMPLETED.serde().serialize("t", completed);

    private String body() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", candidate.model());
        fields.put("messages", template.render(vars));
        fields.putAll(candidate.params());
        return CanonicalJson.write(fields);
    }

    @Benchmark
    public String renderAndCanonicalize() {
        return body();
    }

    @Benchmark
    public String hash() {
        return ConfigHash.of(body, URL, 0);
    }

    @Benchmark
    public byte[] writeRunRequested() {
        return Topic.RUN_REQUESTED.serde().serialize("t", requested);
    }

    @Benchmark
    public RunRequested readRunRequested() {
        return Topic.RUN_REQUESTED.serde().deserialize("t", requestedBytes);
    }

    @Benchmark
    public byte[] writeRunCompleted() {
        return Topic.RUN_COMPLETED.serde().serialize("t", completed);
    }

    @Benchmark
    public RunCompleted readRunCompleted() {
        return Topic.RUN_COMPLETED.serde().deserialize("t", completedBytes);
    }
}
