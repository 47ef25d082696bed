package dev.promptlooper.projector;

import dev.promptlooper.contracts.access.AuditLog;
import dev.promptlooper.contracts.access.Authenticator;
import dev.promptlooper.contracts.access.ExposedPort;
import dev.promptlooper.contracts.access.ServiceAccess;
import dev.promptlooper.contracts.database.ConnectionPool;
import dev.promptlooper.contracts.database.DatabaseSettings;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

import javax.sql.DataSource;

/// The projector as a process of its own: supplies from the environment what [ProjectorConfiguration] needs.
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = {FlywayAutoConfiguration.class, DataSourceAutoConfiguration.class})
@Import({ProjectorConfiguration.class, QueryDoorConfiguration.class})
public class ProjectorApplication {

    private static final int POOL_SIZE = 8;
    // A request that waits longer than this for a connection is answered with 503 instead of piling up threads.
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(2);

    public static void main(String[] arguments) {
        ExposedPort.check(System.getenv(), ExposedPort.Need.SIGNING_KEY, ExposedPort.Need.NAMES);
        SpringApplication application = new SpringApplication(ProjectorApplication.class);
        application.setDefaultProperties(
                Map.of("server.port", "${PORT:8403}", "server.address", "${BIND_ADDRESS:127.0.0.1}",
                        "spring.threads.virtual.enabled", "true",
                        "management.endpoint.health.probes.enabled", "true", "spring.application.name", "projector",
                        "spring.main.banner-mode", "off"));
        application.run(arguments);
    }

    @Bean
    KafkaSettings kafkaSettings() {
        return KafkaSettings.fromEnvironment(System.getenv());
    }

    @Bean(destroyMethod = "close")
    DataSource dataSource() {
        return ConnectionPool.open(DatabaseSettings.fromEnvironment(System.getenv()), "projector", POOL_SIZE,
                CONNECTION_TIMEOUT);
    }

    @Bean
    InstantSource instantSource() {
        return Clock.systemUTC();
    }

    @Bean
    ServiceAccess access(DataSource database, InstantSource clock) {
        return ServiceAccess.fromEnvironment(System.getenv(), database, clock);
    }

    @Bean
    Authenticator authenticator(ServiceAccess access) {
        return access.authenticator();
    }

    @Bean
    AuditLog auditLog(ServiceAccess access) {
        return access.audit();
    }
}
