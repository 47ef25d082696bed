package dev.promptlooper.mcp;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

import java.util.Map;

/// The MCP gateway as a process of its own: `PROMPTLOOPER_URL` says where the REST API is, `PORT` where to listen (8401).
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(McpConfiguration.class)
public class McpApplication {

    /// Settings that the gateway has unless the environment says otherwise.
    public static final Map<String, Object> DEFAULTS = Map.of("server.port", "${PORT:8401}", "server.address",
            "${BIND_ADDRESS:127.0.0.1}",
            "promptlooper.url", "${PROMPTLOOPER_URL:http://127.0.0.1:8400}", "spring.threads.virtual.enabled", "true",
            "spring.application.name",
            "mcp-gateway", "spring.main.banner-mode", "off");

    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(McpApplication.class);
        application.setDefaultProperties(DEFAULTS);
        application.run(args);
    }
}
