package dev.promptlooper.producer;

import dev.promptlooper.contracts.access.AuditLog;
import dev.promptlooper.contracts.access.Authenticator;
import dev.promptlooper.contracts.access.Door;
import dev.promptlooper.contracts.access.DoorSettings;
import dev.promptlooper.contracts.access.Routes;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/// The door of the producer API as a process of its own. Needs `Authenticator` and `AuditLog`.
@Configuration(proxyBeanMethods = false)
public class CommandDoorConfiguration {

    @Bean
    FilterRegistrationBean<Door> door(Authenticator authenticator, AuditLog audit) {
        FilterRegistrationBean<Door> door = new FilterRegistrationBean<>(new Door(
                DoorSettings.fromEnvironment(System.getenv()), CommandRoutes.TABLE.and(Routes.HEALTH), authenticator,
                audit));
        door.setOrder(Ordered.HIGHEST_PRECEDENCE);
        door.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR);
        return door;
    }
}
