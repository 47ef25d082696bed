package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.topic.Limits;
import dev.promptlooper.producer.strategy.StrategyRegistry;

import java.util.function.Predicate;

/// What all planners of a process share.
///
/// @param endpoints      operator configuration
/// @param cases          dataset cases
/// @param strategies     known strategies
/// @param shares         shares of the endpoints
/// @param settings       tuning
/// @param limits         record sizes
/// @param infrastructure true for failures that are not a sweep's fault and must reach the thread
public record PlannerParts(EndpointCatalog endpoints, CasePages cases, StrategyRegistry strategies, FairShares shares,
        PlannerSettings settings, Limits limits, Predicate<RuntimeException> infrastructure) {}
