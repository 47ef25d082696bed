package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.kafka.StartPhase;
import dev.promptlooper.contracts.kafka.StreamsLife;
import org.springframework.context.SmartLifecycle;

/// Runs the planner inside the application context.
final class PlannerLifecycle extends StreamsLife implements SmartLifecycle {

    PlannerLifecycle(KafkaSettings kafka, PlannerParts parts) {
        super(kafka, StartPhase.PLANNER, () -> PlannerTopology.build(parts),
                clusterId -> kafka.streams(PlannerTopology.APPLICATION_ID, true, parts.settings().commitIntervalMs(),
                        clusterId));
    }
}
