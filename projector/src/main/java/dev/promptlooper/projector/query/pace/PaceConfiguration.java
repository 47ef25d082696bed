package dev.promptlooper.projector.query.pace;

import dev.promptlooper.projector.query.Results;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.InstantSource;

/// Beans of this package.
@Configuration(value = "paceQueryConfiguration", proxyBeanMethods = false)
public class PaceConfiguration {

    @Bean
    PaceController paceController(Results results, InstantSource clock) {
        return new PaceController(new PaceQueries(results, clock));
    }
}
