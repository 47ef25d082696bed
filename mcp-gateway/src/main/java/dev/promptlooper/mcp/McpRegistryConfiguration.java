package dev.promptlooper.mcp;

import dev.promptlooper.mcp.registry.Registry;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What the gateway offers, unless something else was put there first.
@Configuration(proxyBeanMethods = false)
class McpRegistryConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Registry registry() {
        return Registry.promptLooper();
    }
}
