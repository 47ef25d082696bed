package dev.promptlooper.producer.sweeps;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;

/// Whether commands can be accepted: the database answers and the status feed runs. A Kafka outage shows as `retrying`, but
/// commands are still accepted, so it does not make the service unhealthy.
final class CommandHealth implements HealthIndicator {

    private final Outbox outbox;
    private final CommandRelay relay;
    private final SweepStatusFeed feed;

    CommandHealth(Outbox outbox, CommandRelay relay, SweepStatusFeed feed) {
        this.outbox = outbox;
        this.relay = relay;
        this.feed = feed;
    }

    @Override
    public Health health() {
        try {
            Health.Builder health = relay.isRunning() && feed.isRunning() ? Health.up() : Health.down();
            return health.withDetail("outbox", outbox.size())
                    .withDetail("relay", relay.isFailing() ? "retrying" : "delivering")
                    .withDetail("statusFeed", feed.isAssigned() ? "assigned" : "waiting")
                    .build();
        } catch (DataAccessException e) {
            return Health.down().withDetail("database", "does not answer").build();
        }
    }
}
