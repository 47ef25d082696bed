package dev.promptlooper.producer.planner;

/// Whether the planner works; for health checks. Thread-safe.
@FunctionalInterface
public interface PlannerStatus {

    /// True while it processes (or takes part in a rebalance).
    boolean isRunning();
}
