package dev.promptlooper.producer.plan;

import dev.promptlooper.contracts.sweep.SweepDefinition;

/// Answers `POST /api/v1/sweeps:plan`. Thread-safe.
@FunctionalInterface
public interface SweepEstimator {

    /// Never launches anything and never throws for a sweep that cannot run: that is what [SweepPlan#problems()] is for.
    SweepPlan estimate(SweepDefinition definition);
}
