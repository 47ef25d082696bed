package dev.promptlooper.standalone.runtime;

import dev.promptlooper.producer.FirstStart;
import dev.promptlooper.standalone.StartFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The Spring contexts: all services on the web port, and the MCP gateway on its own.
///
/// @param setupToken of the link that makes the first admin, while there is none
record Services(URI url, ConfigurableApplicationContext web, URI gatewayUrl,
        ConfigurableApplicationContext gateway, Optional<String> setupToken) implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Services.class);
    private static final long READY_SECONDS = 90;

    /// Starts all and returns when their health is up.
    ///
    /// @param scorers folder with jars of foreign scorers, or empty
    /// @param prepare makes admin and local key as soon as the database is there
    static Services start(SharedBeans shared, BindAddress bind, int port, int mcpPort, String scorers,
            Function<FirstStart, Optional<String>> prepare) {
        ConfigurableApplicationContext web = null;
        try {
            SpringApplication application = application(StandaloneConfiguration.class, Modules.SERVICES, bind, port,
                    Map.of("promptlooper.scorers", scorers));
            application.addInitializers(shared);
            web = application.run();
            Optional<String> setupToken = prepare.apply(web.getBean(FirstStart.class));
            URI url = URI.create("http://" + bind.host() + ":" + port);
            SpringApplication mcp = application(GatewayConfiguration.class, List.of(Modules.GATEWAY), bind, mcpPort,
                    Map.of("promptlooper.url", url.toString()));
            mcp.addInitializers(shared::initializeGateway);
            ConfigurableApplicationContext gateway = mcp.run();
            awaitReady(web);
            return new Services(url, web, URI.create("http://" + bind.host() + ":" + mcpPort + "/mcp"), gateway,
                    setupToken);
        } catch (PortInUseException e) {
            close(web);
            throw new StartFailure("port " + e.getPort() + " was taken while starting; start again", e);
        } catch (RuntimeException e) {
            close(web);
            throw e;
        }
    }

    Optional<URI> mcpUrl() {
        return Optional.of(gatewayUrl);
    }

    private static SpringApplication application(Class<?> first, List<Class<?>> modules,
            BindAddress bind, int port, Map<String, Object> more) {
        List<Class<?>> sources = new ArrayList<>();
        sources.add(first);
        sources.addAll(modules);
        SpringApplication application = new SpringApplication(sources.toArray(Class[]::new));
        application.setWebApplicationType(WebApplicationType.SERVLET);
        application.setRegisterShutdownHook(false); // StandaloneInstance stops everything, in its order
        application.setLogStartupInfo(false);
        Map<String, Object> properties = new java.util.HashMap<>(more);
        // The modules bring their own application.properties, for when they run alone.
        properties.put("spring.config.name", "promptlooper-standalone");
        properties.put("server.port", port);
        properties.put("server.address", bind.address().getHostAddress());
        // Above the environment: PORT, SERVER_PORT and the like are for services that run alone.
        application.addInitializers(context -> context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("standalone", properties)));
        application.setDefaultProperties(properties);
        return application;
    }

    private static void awaitReady(ConfigurableApplicationContext context) {
        HealthEndpoint health = context.getBeanProvider(HealthEndpoint.class).getIfAvailable();
        if (health == null) {
            return;
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        Object now = health.health();
        while (!Status.UP.equals(health.health().getStatus())) {
            if (System.nanoTime() > deadline) {
                LOG.warn("not ready after {} s, going on: {}", READY_SECONDS, now);
                return;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartFailure("interrupted while starting", e);
            }
            now = health.health();
        }
    }

    /// The gateway first, then the services in the order of their phases. Idempotent.
    @Override
    public void close() {
        close(gateway);
        close(web);
    }

    private static void close(@Nullable ConfigurableApplicationContext context) {
        if (context != null) {
            context.close();
        }
    }
}
