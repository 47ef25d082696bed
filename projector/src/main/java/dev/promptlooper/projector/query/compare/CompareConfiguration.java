package dev.promptlooper.projector.query.compare;

import dev.promptlooper.projector.query.Results;
import dev.promptlooper.projector.query.RunQueries;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Beans of this package.
@Configuration(value = "compareQueryConfiguration", proxyBeanMethods = false)
public class CompareConfiguration {

    @Bean
    CompareController compareController(Results results, RunQueries runs) {
        return new CompareController(results, runs);
    }
}
