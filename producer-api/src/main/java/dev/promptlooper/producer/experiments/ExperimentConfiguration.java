package dev.promptlooper.producer.experiments;

import dev.promptlooper.producer.catalog.CatalogDatabase;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import java.time.InstantSource;

/// Beans of this package.
@Configuration(value = "producerExperimentConfiguration", proxyBeanMethods = false)
@Import(ExperimentController.class)
public class ExperimentConfiguration {

    @Bean
    ExperimentRepository experimentRepository(CatalogDatabase database, InstantSource clock) {
        return new ExperimentRepository(database, clock);
    }
}
