package dev.promptlooper.mcp;

import dev.promptlooper.contracts.access.AuditEntry;
import dev.promptlooper.contracts.access.AuditLog;
import dev.promptlooper.contracts.access.ClientAddress;
import dev.promptlooper.contracts.access.Door;
import dev.promptlooper.contracts.access.DoorSettings;
import dev.promptlooper.contracts.access.OidcSettings;
import dev.promptlooper.contracts.access.Routes;
import dev.promptlooper.mcp.access.Challenge;
import dev.promptlooper.mcp.access.FailedAttempts;
import dev.promptlooper.mcp.access.RemoteAuthenticator;
import dev.promptlooper.mcp.access.ResourceMetadata;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

import java.util.Optional;

/// The door of the gateway, and what MCP wants of an answer at the door.
@Configuration(proxyBeanMethods = false)
public class McpDoorConfiguration {

    /// All that this port serves. Whoever may read may come in; what a tool needs beyond that is asked for when it is called.
    public static final Routes TABLE = Routes.parse("""
            GET    /mcp           read
            POST   /mcp           read
            DELETE /mcp           read
            GET    /mcp/readonly  read
            POST   /mcp/readonly  read
            DELETE /mcp/readonly  read
            GET    /.well-known/oauth-protected-resource               anonymous
            GET    /.well-known/oauth-protected-resource/mcp           anonymous
            GET    /.well-known/oauth-protected-resource/mcp/readonly  anonymous
            """).and(Routes.HEALTH);

    /// Nothing here is a write of its own: the API records what tools change there.
    private static final AuditLog NOTHING = new AuditLog() {
        @Override
        public long attempt(AuditEntry entry) {
            throw new NotRecorded("the gateway has no audit log; the API records what is changed through it", null);
        }

        @Override
        public void outcome(long attempt, int status, @Nullable String detail) {
            throw new NotRecorded("the gateway has no audit log", null);
        }
    };

    @Bean
    ResourceMetadata resourceMetadata(@Value("${promptlooper.mcp.url:}") String publicUrl) {
        return ResourceMetadata.of(publicUrl,
                OidcSettings.fromEnvironment(System.getenv()).map(OidcSettings::issuer).map(Object::toString),
                Optional.ofNullable(System.getenv("PORT")).orElse("8401"));
    }

    @Bean
    FilterRegistrationBean<Filter> challenge(ResourceMetadata metadata) {
        return ordered(new Challenge(metadata), 0);
    }

    @Bean
    FilterRegistrationBean<Filter> failedAttempts(RemoteAuthenticator authenticator) {
        return ordered(new FailedAttempts(authenticator, ClientAddress.fromEnvironment(System.getenv()),
                McpConfiguration.NANOS), 1);
    }

    @Bean
    FilterRegistrationBean<Filter> door(RemoteAuthenticator authenticator) {
        return ordered(new Door(DoorSettings.fromEnvironment(System.getenv()), TABLE, authenticator, NOTHING), 2);
    }

    @Bean
    ServletRegistrationBean<ResourceMetadata> resourceMetadataServlet(ResourceMetadata metadata) {
        ServletRegistrationBean<ResourceMetadata> registration = new ServletRegistrationBean<>(metadata,
                "/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/*");
        registration.setName("resource-metadata");
        return registration;
    }

    private static FilterRegistrationBean<Filter> ordered(Filter filter, int place) {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
        registration.setName(filter.getClass().getSimpleName());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + place);
        registration.setAsyncSupported(true);
        if (filter instanceof Door) {
            registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR);
        }
        return registration;
    }
}
