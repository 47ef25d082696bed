package dev.promptlooper.scoring;

import org.apache.kafka.streams.KafkaStreams;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Up when the Streams application processes (a rebalance or a restore is not up yet).
final class ScoringHealth implements HealthIndicator {

    private final ScoringService service;

    ScoringHealth(ScoringService service) {
        this.service = service;
    }

    @Override
    public Health health() {
        KafkaStreams.State state = service.state();
        return (state == KafkaStreams.State.RUNNING ? Health.up() : Health.outOfService())
                .withDetail("streams", state == null ? "NOT_STARTED" : state.name())
                .build();
    }
}
