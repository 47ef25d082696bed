package dev.promptlooper.contracts.sweep;

import java.util.List;

/// Metrics that every run has without a scorer, usable in objectives and constraints.
public final class Metrics {

    /// Price of the answer in dollars, whoever paid it.
    public static final String COST_PER_RUN_USD = "cost-per-run-usd";
    /// Latency of the answer in milliseconds.
    public static final String LATENCY_MS = "latency-ms";
    /// Prompt and completion tokens of the answer.
    public static final String TOKENS = "tokens";

    public static final List<String> BUILT_IN = List.of(COST_PER_RUN_USD, LATENCY_MS, TOKENS);

    private Metrics() {}
}
