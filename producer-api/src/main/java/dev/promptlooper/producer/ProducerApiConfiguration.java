package dev.promptlooper.producer;

import dev.promptlooper.producer.catalog.CatalogDatabase;
import dev.promptlooper.producer.datasets.DatasetConfiguration;
import dev.promptlooper.producer.endpoints.EndpointConfiguration;
import dev.promptlooper.producer.experiments.ExperimentConfiguration;
import dev.promptlooper.producer.planner.PlannerConfiguration;
import dev.promptlooper.producer.prompts.PromptConfiguration;
import dev.promptlooper.producer.sweeps.SweepConfiguration;
import dev.promptlooper.producer.web.WebConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import javax.sql.DataSource;

/// All beans of this module. Needs `KafkaSettings`, `EndpointCatalog`, `DataSource` and `InstantSource` from whoever starts
/// it, and a servlet web context.
@Configuration(proxyBeanMethods = false)
@Import({WebConfiguration.class, PromptConfiguration.class, DatasetConfiguration.class, EndpointConfiguration.class,
    ExperimentConfiguration.class, SweepConfiguration.class, PlannerConfiguration.class})
public class ProducerApiConfiguration {

    @Bean
    CatalogDatabase catalogDatabase(DataSource dataSource) {
        return CatalogDatabase.open(dataSource);
    }
}
