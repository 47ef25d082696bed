package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.kafka.StartPhase;
import dev.promptlooper.contracts.kafka.StreamsApp;
import dev.promptlooper.contracts.kafka.StreamsLife;
import org.springframework.context.SmartLifecycle;

/// Runs the planner inside the application context.
final class PlannerLifecycle extends StreamsLife implements SmartLifecycle {

    private final KafkaSettings kafka;
    private final PlannerParts parts;

    PlannerLifecycle(KafkaSettings kafka, PlannerParts parts) {
        super(kafka, StartPhase.PLANNER);
        this.kafka = kafka;
        this.parts = parts;
    }

    @Override
    protected StreamsApp create(String clusterId) {
        return new StreamsApp(PlannerTopology.build(parts), kafka.streams(PlannerTopology.APPLICATION_ID, true,
                parts.settings().commitIntervalMs(), clusterId));
    }
}
