package dev.promptlooper.producer;

import dev.promptlooper.producer.planner.PlannerConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// All beans of this module. Needs `KafkaSettings`, `EndpointCatalog`, `DataSource`, `InstantSource` and `SigningKey` from
/// whoever starts it, and a servlet web context.
@Configuration(proxyBeanMethods = false)
@Import({CatalogueConfiguration.class, PlannerConfiguration.class})
public class ProducerApiConfiguration {}
