package dev.promptlooper.scoring;

import dev.promptlooper.contracts.access.AuditLog;
import dev.promptlooper.contracts.access.Authenticator;
import dev.promptlooper.contracts.access.ExposedPort;
import dev.promptlooper.contracts.access.ServiceAccess;
import dev.promptlooper.contracts.database.ConnectionPool;
import dev.promptlooper.contracts.database.DatabaseSettings;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.sql.DataSource;

/// The scoring service as a process of its own; health on port 8405.
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ScoringConfiguration.class, ScorerDoorConfiguration.class})
public class ScoringApplication {

    /// @param args Spring Boot arguments, for example `--server.port=9405`
    public static void main(String[] args) {
        ExposedPort.check(System.getenv(), ExposedPort.Need.SIGNING_KEY, ExposedPort.Need.NAMES);
        SpringApplication application = new SpringApplication(ScoringApplication.class);
        application.setDefaultProperties(defaults());
        application.run(args);
    }

    private static Map<String, Object> defaults() {
        Map<String, Object> defaults = new LinkedHashMap<>();
        defaults.put("server.port", "${PORT:8405}");
        defaults.put("server.address", "${BIND_ADDRESS:127.0.0.1}");
        defaults.put("server.shutdown", "graceful");
        defaults.put("spring.application.name", "promptlooper-scoring");
        defaults.put("spring.main.banner-mode", "off");
        defaults.put("management.endpoints.web.exposure.include", "health");
        defaults.put("management.endpoint.health.probes.enabled", "true");
        defaults.put("management.endpoint.health.group.readiness.include", "readinessState,scoringHealth,db");
        defaults.put("logging.level.org.apache.kafka", "WARN");
        return defaults;
    }

    @Bean
    KafkaSettings kafkaSettings() {
        return KafkaSettings.fromEnvironment(System.getenv());
    }

    @Bean(destroyMethod = "close")
    DataSource dataSource() {
        return ConnectionPool.open(DatabaseSettings.fromEnvironment(System.getenv()), "scoring", 4,
                Duration.ofSeconds(30));
    }

    @Bean
    ServiceAccess access(DataSource database) {
        return ServiceAccess.fromEnvironment(System.getenv(), database, InstantSource.system());
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
