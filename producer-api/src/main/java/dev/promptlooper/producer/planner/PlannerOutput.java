package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.sweep.SweepDefinition;

/// Where the planner's records go; in the transaction of what caused them.
interface PlannerOutput {

    void definition(SweepDefinition definition);

    void event(SweepEvent event);

    void verdict(Verdict verdict);

    void requested(RunRequested request);

    /// A run that ends without being asked, because its request is impossible.
    void completed(RunCompleted completed);
}
