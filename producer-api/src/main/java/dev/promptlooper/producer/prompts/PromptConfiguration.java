package dev.promptlooper.producer.prompts;

import dev.promptlooper.producer.catalog.CatalogDatabase;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import java.time.InstantSource;

/// Beans of this package.
@Configuration(value = "producerPromptConfiguration", proxyBeanMethods = false)
@Import(PromptController.class)
public class PromptConfiguration {

    @Bean
    PromptRepository promptRepository(CatalogDatabase database, InstantSource clock) {
        return new PromptRepository(database, clock);
    }
}
