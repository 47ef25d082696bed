package dev.promptlooper.executor;

import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.kafka.StartPhase;
import dev.promptlooper.contracts.kafka.StreamsLife;
import dev.promptlooper.executor.router.RouterSettings;
import dev.promptlooper.executor.router.RouterTopology;
import org.springframework.context.SmartLifecycle;

/// Runs the router inside the application context.
final class RouterLifecycle extends StreamsLife implements SmartLifecycle {

    RouterLifecycle(KafkaSettings kafka, RouterSettings settings) {
        super(kafka, StartPhase.ROUTER, () -> RouterTopology.build(settings),
                clusterId -> kafka.streams(RouterTopology.APPLICATION_ID, false, settings.commitInterval().toMillis(),
                        clusterId));
    }
}
