package dev.promptlooper.mcp;

import dev.promptlooper.mcp.registry.Registry;
import dev.promptlooper.mcp.rest.RestApi;
import dev.promptlooper.mcp.protocol.SdkTools;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.DefaultServerTransportSecurityValidator;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.Duration;
import java.util.List;

/// The gateway's parts. It needs nothing but the address of the REST API (`promptlooper.url`).
@Configuration(proxyBeanMethods = false)
public class McpConfiguration {

    private static final int MAX_REQUEST_BYTES = 1 << 20;

    @Bean
    RestApi restApi(@Value("${promptlooper.url}") String url) {
        return new RestApi(url);
    }

    @Bean
    Registry mcpRegistry() {
        return Registry.promptLooper();
    }

    @Bean
    HttpServletStreamableServerTransportProvider mcpTransport() {
        // Its threads end with the process: the SDK gives no handle to them. Under the class loader that is current here, that of
        // the web application, the servlet container would report them as leaked at every stop.
        Thread thread = Thread.currentThread();
        ClassLoader current = thread.getContextClassLoader();
        thread.setContextClassLoader(McpConfiguration.class.getClassLoader());
        try {
            return transport();
        } finally {
            thread.setContextClassLoader(current);
        }
    }

    private static HttpServletStreamableServerTransportProvider transport() {
        return HttpServletStreamableServerTransportProvider.builder()
                .mcpEndpoint("/mcp")
                .keepAliveInterval(Duration.ofSeconds(20))
                .sessionSweepInterval(Duration.ofMinutes(10))
                .maxRequestSize(MAX_REQUEST_BYTES)
                .httpHeaderValidator(DefaultServerTransportSecurityValidator.builder()
                        .allowedHosts(List.of("localhost:*", "127.0.0.1:*"))
                        .allowedOrigins(List.of("http://localhost:*", "http://127.0.0.1:*"))
                        .build())
                .build();
    }

    @Bean
    ServletRegistrationBean<HttpServletStreamableServerTransportProvider> mcpServlet(
            HttpServletStreamableServerTransportProvider transport) {
        ServletRegistrationBean<HttpServletStreamableServerTransportProvider> registration = new ServletRegistrationBean<>(
                transport, "/mcp");
        registration.setAsyncSupported(true);
        registration.setLoadOnStartup(1);
        return registration;
    }

    @Bean
    SessionsLifecycle mcpSessions(McpSyncServer server) {
        return new SessionsLifecycle(server);
    }

    @Bean(destroyMethod = "closeGracefully")
    McpSyncServer mcpServer(HttpServletStreamableServerTransportProvider transport, RestApi api, Registry registry) {
        return McpServer.sync(transport)
                .serverInfo("promptlooper", "0.1.0")
                .instructions(registry.instructions())
                // Handlers run on the servlet's virtual threads; the SDK's default pool has platform threads.
                .immediateExecution(true)
                .capabilities(ServerCapabilities.builder().tools(false).build())
                .tools(registry.tools().stream().map(tool -> SdkTools.specification(tool, api)).toList())
                .build();
    }
}
