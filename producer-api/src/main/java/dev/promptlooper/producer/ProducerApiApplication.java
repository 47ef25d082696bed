package dev.promptlooper.producer;

import com.zaxxer.hikari.HikariDataSource;
import dev.promptlooper.contracts.access.AuditLog;
import dev.promptlooper.contracts.access.Authenticator;
import dev.promptlooper.contracts.access.ExposedPort;
import dev.promptlooper.contracts.access.ServiceAccess;
import dev.promptlooper.contracts.access.SigningKey;
import dev.promptlooper.contracts.database.ConnectionPool;
import dev.promptlooper.contracts.database.DatabaseSettings;
import dev.promptlooper.contracts.endpoint.ConfiguredEndpoints;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

import javax.sql.DataSource;

/// The producer API as a process of its own, configured from the environment.
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = {FlywayAutoConfiguration.class, KafkaAutoConfiguration.class})
@Import({ProducerApiConfiguration.class, CommandDoorConfiguration.class})
public class ProducerApiApplication {

    /// Also used by tests, so that they run what is shipped.
    static final Map<String, Object> DEFAULTS = Map.of("spring.application.name", "promptlooper-api", //
            "server.port", "${PORT:8402}", //
            "server.address", "${BIND_ADDRESS:127.0.0.1}", //
            "server.shutdown", "graceful", //
            "server.forward-headers-strategy", "none", // not even on a cloud platform: see ClientAddress
            "spring.servlet.multipart.enabled", "false", //
            "spring.threads.virtual.enabled", "true", //
            "management.endpoint.health.probes.enabled", "true", //
            "management.endpoint.health.group.readiness.include", "readinessState,producerApi");

    public static void main(String[] args) {
        ExposedPort.check(System.getenv(), ExposedPort.Need.SIGNING_KEY, ExposedPort.Need.ADMIN,
                ExposedPort.Need.NAMES);
        SpringApplication application = new SpringApplication(ProducerApiApplication.class);
        application.setDefaultProperties(DEFAULTS);
        application.run(args);
    }

    @Bean
    KafkaSettings kafkaSettings() {
        return KafkaSettings.fromEnvironment(System.getenv());
    }

    @Bean
    EndpointCatalog endpointCatalog() {
        return ConfiguredEndpoints.fromEnvironment(System.getenv());
    }

    @Bean
    SigningKey signingKey() {
        return SigningKey.fromEnvironment(System.getenv());
    }

    /// Nobody can come in without an admin, and this process has no console to show a link on. A parent that has one asks for
    /// a key of its own instead.
    @Bean
    SmartInitializingSingleton firstAdmin(FirstStart first) {
        return () -> requireAdmin(first, System.getenv());
    }

    static void requireAdmin(FirstStart first, Map<String, String> environment) {
        boolean named = first.createAdmin(environment);
        String localKey = environment.getOrDefault("PROMPTLOOPER_LOCAL_KEY_FILE", "");
        if (!localKey.isBlank()) {
            first.ensureLocalKey(Path.of(localKey));
        } else if (!named && first.isNobodyThere()) {
            throw new IllegalArgumentException(
                    "PROMPTLOOPER_ADMIN_PASSWORD_FILE is not set, and there is no user yet; set it or "
                            + "PROMPTLOOPER_ADMIN_PASSWORD, and PROMPTLOOPER_ADMIN_USER if the name shall not be admin");
        }
    }

    @Bean
    InstantSource instantSource() {
        return Clock.systemUTC();
    }

    @Bean(destroyMethod = "close")
    DataSource dataSource() {
        return dataSource(DatabaseSettings.fromEnvironment(System.getenv()));
    }

    static HikariDataSource dataSource(DatabaseSettings settings) {
        // A database that is away must not pile up requests: they are answered 503 instead.
        return ConnectionPool.open(settings, "producer-api", 10, Duration.ofSeconds(2));
    }

    @Bean
    ServiceAccess access(SigningKey key, DataSource database, InstantSource clock) {
        return ServiceAccess.of(key, System.getenv(), database, clock);
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
