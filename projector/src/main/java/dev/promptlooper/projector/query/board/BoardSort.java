package dev.promptlooper.projector.query.board;

/// Orders of a ranking; a leading `-` turns one around. Rows without a value come last in both directions.
enum BoardSort {
    RANK("rank", "bigint"), SCORE("score", "float8"), LCB("", "float8"), LOW("low", "float8"), HIGH("high",
            "float8"), N("n", "bigint"), CASES("cases", "bigint"), RUNS("runs", "bigint"), FAILED("failed",
                    "bigint"), ERROR_RATE("failed::float8 / nullif(runs, 0)", "float8"), HITS("hits",
                            "bigint"), PASS_RATE("pass_rate", "float8"), COST("cost_usd", "float8"), PAID("paid_usd",
                                    "float8"), LATENCY("latency_ms", "float8"), P50("p50", "float8"), P95("p95",
                                            "float8"), PROMPT("prompt", "text"), MODEL("endpoint || '/' || model",
                                                    "text"), INDEX("candidate_index", "bigint"), METRIC("", "float8");

    private final String expression;
    private final String type;

    BoardSort(String expression, String type) {
        this.expression = expression;
        this.type = type;
    }

    /// SQL over a row of `results.candidate`; [#METRIC] has a parameter, the metric's name.
    String expression(boolean maximize) {
        return switch (this) {
            case LCB -> maximize ? "low" : "-high";
            case METRIC ->
                "(SELECT (s.stats->'metrics'->?->>'mean')::float8 FROM results.candidate_stats s"
                        + " WHERE s.sweep_id = c.sweep_id AND s.candidate_index = c.candidate_index)";
            default -> expression;
        };
    }

    /// SQL type of the expression.
    String type() {
        return type;
    }
}
