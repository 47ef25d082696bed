package dev.promptlooper.mcp.testkit;

import dev.promptlooper.contracts.access.SigningKey;
import dev.promptlooper.mcp.McpApplication;
import dev.promptlooper.mcp.endpoint.Gateway;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

import java.util.Objects;

/// The gateway as it runs in production, on a port of its own.
public final class RunningGateway implements AutoCloseable {

    private final ServletWebServerApplicationContext context;

    private RunningGateway(ServletWebServerApplicationContext context) {
        this.context = context;
    }

    /// With the tools of production.
    public static RunningGateway production(StandInApi api) {
        return start(api, 0, McpApplication.class);
    }

    /// With [TestRegistry].
    public static RunningGateway withTestTools(StandInApi api) {
        return start(api, 0, TestRegistry.class, McpApplication.class);
    }

    /// As [#withTestTools], on a given port.
    public static RunningGateway withTestTools(StandInApi api, int port) {
        return start(api, port, TestRegistry.class, McpApplication.class);
    }

    /// As [#production], of an instance with this key.
    public static RunningGateway production(StandInApi api, SigningKey key) {
        return start(api, 0, context -> context.getBeanFactory().registerSingleton("signingKey", key),
                McpApplication.class);
    }

    private static RunningGateway start(StandInApi api, int port, Class<?>... sources) {
        return start(api, port, context -> {}, sources);
    }

    private static RunningGateway start(StandInApi api, int port,
            ApplicationContextInitializer<ConfigurableApplicationContext> prepare, Class<?>... sources) {
        SpringApplication application = new SpringApplication(sources);
        application.setDefaultProperties(McpApplication.DEFAULTS);
        application.addInitializers(prepare);
        return new RunningGateway((ServletWebServerApplicationContext) application.run("--server.port=" + port,
                "--promptlooper.url=" + api.url()));
    }

    public int port() {
        return Objects.requireNonNull(context.getWebServer()).getPort();
    }

    /// Without path.
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public Gateway gateway() {
        return context.getBean(Gateway.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
