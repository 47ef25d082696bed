package dev.promptlooper.mcp;

import dev.promptlooper.mcp.registry.Registry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What the gateway offers.
@Configuration(proxyBeanMethods = false)
class McpRegistryConfiguration {

    @Bean
    Registry registry() {
        return Registry.promptLooper();
    }
}
