package dev.promptlooper.mcp;

import dev.promptlooper.contracts.access.SigningKey;
import dev.promptlooper.mcp.access.RemoteAuthenticator;
import dev.promptlooper.mcp.access.RemoteVisitors;
import dev.promptlooper.mcp.endpoint.Gateway;
import dev.promptlooper.mcp.limits.CallLimits;
import dev.promptlooper.mcp.limits.Rate;
import dev.promptlooper.mcp.protocol.RegistryOffer;
import dev.promptlooper.mcp.protocol.ToolCalls;
import dev.promptlooper.mcp.registry.Registry;
import dev.promptlooper.mcp.rest.RestApi;
import dev.promptlooper.mcp.tool.ToolRunner;
import jakarta.servlet.http.HttpServlet;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The gateway's parts. It needs nothing but the address of the REST API (`promptlooper.url`).
@Configuration(proxyBeanMethods = false)
@Import({McpDoorConfiguration.class, McpRegistryConfiguration.class})
public class McpConfiguration {

    /// A clock that only grows.
    static final LongSupplier NANOS = System::nanoTime;

    // Sessions of the legacy era that one key may open.
    private static final Rate OPENINGS = new Rate(30, 30);

    @Bean
    RestApi restApi(@Value("${promptlooper.url}") String url) {
        return new RestApi(url);
    }

    @Bean
    RemoteAuthenticator remoteAuthenticator(RestApi api) {
        return new RemoteAuthenticator(api, InstantSource.system());
    }

    @Bean
    Gateway gateway(Registry registry, RemoteAuthenticator authenticator, RestApi api, ObjectProvider<SigningKey> key,
            @Value("${PROMPTLOOPER_MCP_CONFIRM_USD:10}") double askAbove) {
        ToolCalls calls = new ToolCalls(new ToolRunner(), new CallLimits(NANOS), askAbove, NANOS);
        SecureRandom random = new SecureRandom();
        return new Gateway(new RegistryOffer(registry, calls), new RemoteVisitors(authenticator, api), OPENINGS,
                stateKey(key.getIfAvailable(), random), random, InstantSource.system(), NANOS);
    }

    /// Derived from the instance's key, or that of the environment. A process of its own needs none; then questions that are open
    /// at a restart, or that are answered to another process, are asked again.
    private static byte[] stateKey(@Nullable SigningKey ofTheInstance, SecureRandom random) {
        if (ofTheInstance == null && !SigningKey.isConfigured(System.getenv())) {
            byte[] key = new byte[32];
            random.nextBytes(key);
            return key;
        }
        SigningKey key = ofTheInstance == null ? SigningKey.fromEnvironment(System.getenv()) : ofTheInstance;
        return key.derive("promptlooper mcp requestState v1");
    }

    @Bean
    ServletRegistrationBean<HttpServlet> mcpServlet(Gateway gateway) {
        ServletRegistrationBean<HttpServlet> registration = new ServletRegistrationBean<>(gateway.servlet(), "/mcp",
                "/mcp/*");
        registration.setName("mcp");
        registration.setAsyncSupported(true);
        registration.setLoadOnStartup(1);
        return registration;
    }

    @Bean
    SessionsLifecycle mcpSessions(Gateway gateway) {
        return new SessionsLifecycle(gateway);
    }
}
