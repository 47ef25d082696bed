package dev.promptlooper.standalone.runtime;

import com.zaxxer.hikari.HikariDataSource;
import dev.promptlooper.contracts.access.AuditLog;
import dev.promptlooper.contracts.access.Authenticator;
import dev.promptlooper.contracts.access.DoorSettings;
import dev.promptlooper.contracts.access.ServiceAccess;
import dev.promptlooper.contracts.access.SigningKey;
import dev.promptlooper.contracts.database.ConnectionPool;
import dev.promptlooper.contracts.database.DatabaseSettings;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

import javax.sql.DataSource;

/// The things every module needs from outside, registered before its configuration is read.
final class SharedBeans implements ApplicationContextInitializer<GenericApplicationContext> {

    /// All modules together: planner cases, projection, queries, bodies.
    private static final int POOL_SIZE = 12;
    /// A request that waits longer for a connection is answered with 503 instead of piling up threads; whatever must not be
    /// lost tries again by itself.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final KafkaSettings kafka;
    private final EndpointCatalog endpoints;
    private final DatabaseSettings database;
    private final SigningKey key;
    private final Map<String, String> environment;

    /// @param key         signs sessions and tokens
    /// @param environment names of this server, and the issuer of foreign tokens
    SharedBeans(KafkaSettings kafka, EndpointCatalog endpoints, DatabaseSettings database, SigningKey key,
            Map<String, String> environment) {
        this.key = key;
        this.environment = Map.copyOf(environment);
        this.kafka = kafka;
        this.endpoints = endpoints;
        this.database = database;
    }

    @Override
    public void initialize(GenericApplicationContext context) {
        context.registerBean("kafkaSettings", KafkaSettings.class, () -> kafka);
        context.registerBean("endpointCatalog", EndpointCatalog.class, () -> endpoints);
        context.registerBean("instantSource", InstantSource.class, InstantSource::system);
        context.registerBean("doorSettings", DoorSettings.class, () -> DoorSettings.fromEnvironment(environment));
        context.registerBean("signingKey", SigningKey.class, () -> key);
        context.registerBean("access", ServiceAccess.class, () -> ServiceAccess.of(key, environment,
                context.getBean(DataSource.class), context.getBean(InstantSource.class)));
        context.registerBean("authenticator", Authenticator.class,
                () -> context.getBean(ServiceAccess.class).authenticator());
        context.registerBean("auditLog", AuditLog.class, () -> context.getBean(ServiceAccess.class).audit());
        context.registerBean("dataSource", HikariDataSource.class, this::pool); // closed with the context, after all parts
    }

    /// What the gateway needs: it knows neither database nor broker, and only derives a key of its own from the instance's.
    void initializeGateway(ConfigurableApplicationContext context) {
        context.getBeanFactory().registerSingleton("signingKey", key);
    }

    private HikariDataSource pool() {
        return ConnectionPool.open(database, "promptlooper", POOL_SIZE, PATIENCE);
    }
}
