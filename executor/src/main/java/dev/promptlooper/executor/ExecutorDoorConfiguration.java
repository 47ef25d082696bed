package dev.promptlooper.executor;

import dev.promptlooper.contracts.access.AuditEntry;
import dev.promptlooper.contracts.access.AuditLog;
import dev.promptlooper.contracts.access.Authenticator;
import dev.promptlooper.contracts.access.Credential;
import dev.promptlooper.contracts.access.Door;
import dev.promptlooper.contracts.access.DoorSettings;
import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.contracts.access.Routes;
import org.jspecify.annotations.Nullable;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/// The door of the executor as a process of its own: it tells whether it is up, and nothing else. Needs no credentials, so it
/// knows none.
@Configuration(proxyBeanMethods = false)
public class ExecutorDoorConfiguration {

    @Bean
    FilterRegistrationBean<Door> door() {
        Authenticator nobody = new Authenticator() {
            @Override
            public Outcome authenticate(Credential credential) {
                return new Rejected("the executor serves nothing but its health");
            }

            @Override
            public Standing standing(Principal principal) {
                return Standing.ENDED;
            }
        };
        AuditLog none = new AuditLog() {
            @Override
            public long attempt(AuditEntry entry) {
                throw new IllegalStateException("there is nothing to write here");
            }

            @Override
            public void outcome(long attempt, int status, @Nullable String detail) {
                throw new IllegalStateException("there is nothing to write here");
            }
        };
        FilterRegistrationBean<Door> door = new FilterRegistrationBean<>(
                new Door(DoorSettings.fromEnvironment(System.getenv()), Routes.HEALTH, nobody, none));
        door.setOrder(Ordered.HIGHEST_PRECEDENCE);
        door.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR);
        return door;
    }
}
