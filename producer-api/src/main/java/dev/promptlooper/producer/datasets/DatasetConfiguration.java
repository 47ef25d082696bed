package dev.promptlooper.producer.datasets;

import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import java.time.InstantSource;

/// Beans of this package.
@Configuration(value = "producerDatasetConfiguration", proxyBeanMethods = false)
@Import(DatasetController.class)
public class DatasetConfiguration {

    @Bean
    DatasetRepository datasetRepository(CatalogDatabase database) {
        return new DatasetRepository(database);
    }

    @Bean
    DatasetImport datasetImport(CatalogDatabase database, DatasetRepository datasets, InstantSource clock,
            KafkaSettings kafka) {
        return new DatasetImport(database, datasets, clock, kafka.limits().caseBytes(), DatasetImport.MAX_ROWS);
    }
}
