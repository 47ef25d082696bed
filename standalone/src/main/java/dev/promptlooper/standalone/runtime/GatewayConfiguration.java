package dev.promptlooper.standalone.runtime;

import dev.promptlooper.contracts.http.AllowedHosts;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The web context of the MCP gateway: no database, no Kafka, only the servlet container and the gateway's own beans.
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(excludeName = {"org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
    "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
    "org.springframework.boot.kafka.autoconfigure.metrics.KafkaMetricsAutoConfiguration",
    "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
    "org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration"})
class GatewayConfiguration {

    @Bean
    LocalRequestFilter localRequestFilter() {
        return new LocalRequestFilter(AllowedHosts.fromEnvironment(System.getenv()));
    }
}
