package dev.promptlooper.executor;

import dev.promptlooper.contracts.database.ConnectionPool;
import dev.promptlooper.contracts.database.DatabaseSettings;
import dev.promptlooper.contracts.endpoint.ConfiguredEndpoints;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;

/// The executor as a process of its own, configured by environment variables. Any number of them share the work.
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
@Import({ExecutorConfiguration.class, ExecutorDoorConfiguration.class})
public class ExecutorApplication {

    private static final int MOST_DATABASE_CONNECTIONS = 4;

    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(ExecutorApplication.class);
        Properties defaults = new Properties();
        defaults.putAll(Map.of("server.port", "${PORT:8404}", "server.address", "${BIND_ADDRESS:127.0.0.1}",
                "spring.application.name", "promptlooper-executor", "spring.threads.virtual.enabled", "true",
                "server.shutdown", "immediate"));
        application.setDefaultProperties(defaults);
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
    InstantSource instantSource() {
        return InstantSource.system();
    }

    @Bean(destroyMethod = "close")
    DataSource dataSource() {
        return ConnectionPool.open(DatabaseSettings.fromEnvironment(System.getenv()), "executor",
                MOST_DATABASE_CONNECTIONS, Duration.ofSeconds(30));
    }
}
