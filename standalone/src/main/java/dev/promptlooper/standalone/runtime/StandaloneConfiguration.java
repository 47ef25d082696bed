package dev.promptlooper.standalone.runtime;

import dev.promptlooper.contracts.access.AuditLog;
import dev.promptlooper.contracts.access.Authenticator;
import dev.promptlooper.contracts.access.Door;
import dev.promptlooper.contracts.access.DoorSettings;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/// The web context on port 8400: the door, the dashboard, health. The modules are added as further sources, the shared
/// beans by [SharedBeans].
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(excludeName = {
    // every module migrates its own schema
    "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
    // clients are built from KafkaSettings
    "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
    "org.springframework.boot.kafka.autoconfigure.metrics.KafkaMetricsAutoConfiguration",
    // the pool comes from SharedBeans
    "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"})
class StandaloneConfiguration {

    @Bean
    FilterRegistrationBean<Door> door(DoorSettings settings, Authenticator authenticator, AuditLog audit) {
        FilterRegistrationBean<Door> door = new FilterRegistrationBean<>(
                new Door(settings, WebRoutes.TABLE, authenticator, audit));
        door.setOrder(Ordered.HIGHEST_PRECEDENCE);
        door.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR);
        return door;
    }

    @Bean
    PageFilter pageFilter() {
        return new PageFilter();
    }
}
