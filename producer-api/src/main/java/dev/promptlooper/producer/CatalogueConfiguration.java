package dev.promptlooper.producer;

import dev.promptlooper.producer.access.AccessConfiguration;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import dev.promptlooper.producer.datasets.DatasetConfiguration;
import dev.promptlooper.producer.endpoints.EndpointConfiguration;
import dev.promptlooper.producer.experiments.ExperimentConfiguration;
import dev.promptlooper.producer.prompts.PromptConfiguration;
import dev.promptlooper.producer.sweeps.SweepConfiguration;
import dev.promptlooper.producer.web.WebConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import javax.sql.DataSource;

/// Catalogue and commands, without the planner; needs a `SweepEstimator` beside the shared beans.
@Configuration(value = "producerCatalogueConfiguration", proxyBeanMethods = false)
@Import({WebConfiguration.class, PromptConfiguration.class, DatasetConfiguration.class, EndpointConfiguration.class,
    ExperimentConfiguration.class, SweepConfiguration.class, AccessConfiguration.class})
class CatalogueConfiguration {

    @Bean
    CatalogDatabase catalogDatabase(DataSource dataSource) {
        return CatalogDatabase.open(dataSource);
    }
}
