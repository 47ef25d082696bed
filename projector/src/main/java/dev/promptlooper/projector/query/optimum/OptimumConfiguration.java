package dev.promptlooper.projector.query.optimum;

import dev.promptlooper.projector.query.Results;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Beans of this package.
@Configuration(value = "optimumQueryConfiguration", proxyBeanMethods = false)
public class OptimumConfiguration {

    @Bean
    OptimumController optimumController(Results results) {
        return new OptimumController(results);
    }
}
