package dev.promptlooper.standalone.runtime;

import dev.promptlooper.contracts.http.AllowedHosts;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The web context on port 8400: dashboard, security headers, health. The modules are added as further sources, the shared
/// beans by [SharedBeans].
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(excludeName = {
    // every module migrates its own schema
    "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
    // clients are built from KafkaSettings
    "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
    "org.springframework.boot.kafka.autoconfigure.metrics.KafkaMetricsAutoConfiguration",
    // the pool comes from SharedBeans
    "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"})
class StandaloneConfiguration {

    @Bean
    LocalRequestFilter localRequestFilter() {
        return new LocalRequestFilter(AllowedHosts.fromEnvironment(System.getenv()));
    }

    @Bean
    PageFilter pageFilter() {
        return new PageFilter();
    }
}
