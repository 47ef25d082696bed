package dev.promptlooper.mcp.conformance;

import dev.promptlooper.contracts.access.AuditEntry;
import dev.promptlooper.contracts.access.AuditLog;
import dev.promptlooper.contracts.access.Authenticator;
import dev.promptlooper.contracts.access.Authenticator.Standing;
import dev.promptlooper.contracts.access.Credential;
import dev.promptlooper.contracts.access.Door;
import dev.promptlooper.contracts.access.DoorSettings;
import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.contracts.access.Routes;
import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.mcp.access.Visitor;
import dev.promptlooper.mcp.endpoint.Gateway;
import dev.promptlooper.mcp.limits.Rate;
import dev.promptlooper.mcp.rest.Caller;
import dev.promptlooper.mcp.rest.RestApi;
import jakarta.servlet.http.HttpServlet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/// The profile `conformance`: the real servlet and the real door, the suite's fixtures, and nobody asked who they are. Exists in
/// tests only, on loopback.
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class FixtureServer {

    // The suite opens a session per scenario, and is through within seconds.
    private static final Rate OPENINGS = new Rate(10_000, 10_000);

    static final Principal ANYBODY = new Principal("anybody", null, null, Set.of(Scope.values()), null);

    static ServletWebServerApplicationContext start() {
        SpringApplication application = new SpringApplication(FixtureServer.class);
        application.setDefaultProperties(Map.of("server.address", "127.0.0.1", "server.port", "0",
                "spring.threads.virtual.enabled", "true", "spring.main.banner-mode", "off"));
        return (ServletWebServerApplicationContext) application.run();
    }

    @Bean(destroyMethod = "close")
    Gateway gateway() {
        return new Gateway(new FixtureOffer(), request -> new Anybody(), OPENINGS, new byte[32], new SecureRandom(),
                InstantSource.system(),
                System::nanoTime);
    }

    @Bean
    ServletRegistrationBean<HttpServlet> servlet(Gateway gateway) {
        ServletRegistrationBean<HttpServlet> registration = new ServletRegistrationBean<>(gateway.servlet(), "/mcp",
                "/mcp/*");
        registration.setAsyncSupported(true);
        return registration;
    }

    @Bean
    FilterRegistrationBean<Door> door() {
        Routes open = Routes.parse("""
                GET    /mcp  anonymous
                POST   /mcp  anonymous unrecorded
                DELETE /mcp  anonymous unrecorded
                """);
        FilterRegistrationBean<Door> registration = new FilterRegistrationBean<>(
                new Door(DoorSettings.fromEnvironment(Map.of()), open, new Nobody(), new NoAudit()));
        registration.setAsyncSupported(true);
        return registration;
    }

    private record Anybody() implements Visitor {

        private static final RestApi NOWHERE = new RestApi("http://127.0.0.1:9");

        @Override
        public Principal principal() {
            return ANYBODY;
        }

        @Override
        public Caller as(String client) {
            return new Caller(ANYBODY, NOWHERE);
        }

        @Override
        public Standing standing() {
            return Standing.VALID;
        }
    }

    private record Nobody() implements Authenticator {

        @Override
        public Outcome authenticate(Credential credential) {
            return new Rejected("nobody is asked here");
        }

        @Override
        public Standing standing(Principal principal) {
            return Standing.ENDED;
        }
    }

    private record NoAudit() implements AuditLog {

        @Override
        public long attempt(AuditEntry entry) {
            return 0;
        }

        @Override
        public void outcome(long attempt, int status, @Nullable String detail) {
            // nothing is recorded
        }
    }
}
