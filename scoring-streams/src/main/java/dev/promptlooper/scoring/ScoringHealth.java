package dev.promptlooper.scoring;

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
        return (service.isProcessing() ? Health.up() : Health.outOfService()).withDetail("streams", service.state())
                .build();
    }
}
