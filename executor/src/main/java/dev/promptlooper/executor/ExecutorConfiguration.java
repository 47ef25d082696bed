package dev.promptlooper.executor;

import dev.promptlooper.contracts.database.BodyStore;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.executor.caller.Caller;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/// All beans of the executor. Needs `KafkaSettings`, `EndpointCatalog`, `DataSource` and `InstantSource` from the application.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ExecutorProperties.class)
public class ExecutorConfiguration {

    @Bean
    RouterLifecycle executorRouter(KafkaSettings kafka, ExecutorProperties properties) {
        return new RouterLifecycle(kafka, properties.router());
    }

    @Bean
    CallerLifecycle executorCaller(KafkaSettings kafka, ExecutorProperties properties, EndpointCatalog endpoints,
            DataSource database, InstantSource clock) {
        RandomGenerator random = (RandomGenerator) () -> ThreadLocalRandom.current().nextLong();
        return new CallerLifecycle(() -> {
            BodiesMigration.migrate(database);
            return new Caller(kafka, properties.caller(), endpoints, new BodyStore(database, kafka.limits()),
                    System.getenv(), clock, System::nanoTime, random);
        });
    }

    @Bean
    HealthIndicator executorHealth(RouterLifecycle executorRouter, CallerLifecycle executorCaller) {
        return () -> {
            boolean ready = executorRouter.isHealthy() && executorCaller.isReady();
            return (ready ? Health.up() : Health.outOfService())
                    .withDetail("router", executorRouter.state())
                    .withDetail("caller", executorCaller.isReady() ? "POLLING" : "NOT READY")
                    .withDetail("calls", executorCaller.calls())
                    .withDetail("endpoints", executorCaller.describe())
                    .build();
        };
    }
}
