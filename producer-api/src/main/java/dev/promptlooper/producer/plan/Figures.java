package dev.promptlooper.producer.plan;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.ModelPrice;
import dev.promptlooper.contracts.event.DatasetCase;
import dev.promptlooper.contracts.sweep.ModelRef;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.contracts.topic.Limits;
import dev.promptlooper.producer.plan.SweepPlan.Range;
import dev.promptlooper.producer.space.Point;
import dev.promptlooper.producer.space.Request;
import dev.promptlooper.producer.space.RequestFactory;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Adds up tokens, dollars and seconds over the runs of a sample. Not thread-safe.
final class Figures implements RunSample.Visitor {

    /// Shares of the completion limit that answers use: low, expected, high.
    static final double[] COMPLETION = {0.1, 0.4, 1.0};
    /// Tokens per second of one call: fast, expected, slow.
    static final double[] SPEED = {150, 50, 20};
    static final double OVERHEAD_SECONDS = 0.3;

    final Set<String> hashes = new HashSet<>();
    final Map<String, String> invalid = new LinkedHashMap<>();
    long runs;
    long invalidRuns;
    long unpriced;
    long unlimited;

    private final SweepDefinition definition;
    private final Map<String, Endpoint> endpoints;
    private final RequestFactory requests;
    private final double[] tokens = new double[3];
    private final double[] dollars = new double[3];
    private final Map<String, double[]> seconds = new HashMap<>();
    private final Map<String, Long> perEndpoint = new HashMap<>();
    private long index = -1;
    private RequestFactory.@Nullable ForCandidate candidate;

    /// @param endpoints every endpoint that the sweep names
    Figures(SweepDefinition definition, Map<String, Endpoint> endpoints, Limits limits) {
        this.definition = definition;
        this.endpoints = endpoints;
        this.requests = new RequestFactory(definition, limits);
    }

    @Override
    public void visit(long at, Point point, DatasetCase input, int repeat) {
        if (at != index || candidate == null) {
            index = at;
            candidate = requests.at(point);
        }
        ModelRef model = definition.models().get(point.model());
        Endpoint endpoint = Objects.requireNonNull(endpoints.get(model.endpoint()));
        runs++;
        switch (candidate.request(input, endpoint.baseUrl(), repeat)) {
            case Request.Invalid problem -> {
                invalidRuns++;
                invalid.putIfAbsent(definition.prompts().get(point.prompt()).name(), problem.message());
            }
            case Request.Ready ready -> {
                hashes.add(ready.configHash());
                count(endpoint, model, ready.promptTokens(), candidate.maxTokens());
            }
        }
    }

    private void count(Endpoint endpoint, ModelRef model, long prompt, @Nullable Long maxTokens) {
        long limit = maxTokens == null ? endpoint.maxTokensAssumed() : maxTokens;
        unlimited += maxTokens == null ? 1 : 0;
        ModelPrice price = endpoint.price(model.model()).orElse(null);
        unpriced += price == null ? 1 : 0;
        perEndpoint.merge(endpoint.name(), 1L, Long::sum);
        double[] busy = seconds.computeIfAbsent(endpoint.name(), _ -> new double[3]);
        for (int i = 0; i < 3; i++) {
            double completion = limit * COMPLETION[i];
            tokens[i] += prompt + completion;
            dollars[i] += price == null
                    ? 0
                    : (prompt * price.input() + completion * price.output()) / 1_000_000;
            busy[i] += OVERHEAD_SECONDS + completion / SPEED[i];
        }
    }

    /// @param factor calls to pay per run that was looked at
    Range tokens(double factor) {
        return range(tokens, factor);
    }

    @Nullable
    Range dollars(double factor) {
        return unpriced > 0 ? null : range(dollars, factor);
    }

    /// Wall time: endpoints work side by side, each at its own concurrency and no faster than its request limit.
    @Nullable
    Range duration(double factor, @Nullable Integer concurrency) {
        if (runs == invalidRuns) {
            return null;
        }
        double[] longest = new double[3];
        seconds.forEach((name, busy) -> {
            Endpoint endpoint = Objects.requireNonNull(endpoints.get(name));
            double atOnce = concurrency == null
                    ? endpoint.concurrency()
                    : Math.min(endpoint.concurrency(), concurrency);
            Integer perMinute = endpoint.requestsPerMinute();
            double limited = perMinute == null
                    ? 0
                    : Objects.requireNonNull(perEndpoint.get(name)) * factor / perMinute * 60;
            for (int i = 0; i < 3; i++) {
                longest[i] = Math.max(longest[i], Math.max(limited, busy[i] * factor / atOnce));
            }
        });
        return range(longest, 1);
    }

    private static Range range(double[] values, double factor) {
        return new Range(values[0] * factor, values[1] * factor, values[2] * factor);
    }
}
