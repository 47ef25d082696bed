package dev.promptlooper.projector;

import dev.promptlooper.projector.projection.ProjectionStatus;
import dev.promptlooper.projector.projection.Projector;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Up while the projection has its partitions and the database takes results; shows the lag.
final class ProjectorHealth implements HealthIndicator {

    private final Projector projector;

    ProjectorHealth(Projector projector) {
        this.projector = projector;
    }

    @Override
    public Health health() {
        ProjectionStatus status = projector.status();
        Health.Builder health = status.state() == ProjectionStatus.State.RUNNING ? Health.up() : Health.down();
        health.withDetail("state", status.state())
                .withDetail("partitions", status.partitions().size())
                .withDetail("lag", status.lag());
        if (status.problem() != null) {
            health.withDetail("problem", status.problem());
        }
        return health.build();
    }
}
