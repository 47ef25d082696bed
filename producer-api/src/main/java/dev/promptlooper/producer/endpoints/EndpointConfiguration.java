package dev.promptlooper.producer.endpoints;

import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.InstantSource;

/// Beans of this package.
@Configuration(value = "producerEndpointConfiguration", proxyBeanMethods = false)
public class EndpointConfiguration {

    @Bean
    EndpointProbe endpointProbe(InstantSource clock) {
        return new EndpointProbe(System.getenv(), clock, System::nanoTime);
    }

    @Bean
    EndpointController endpointController(EndpointCatalog endpoints, EndpointProbe probe) {
        return new EndpointController(endpoints, probe);
    }

    @Bean
    ModelController modelController(EndpointCatalog endpoints, EndpointProbe probe) {
        return new ModelController(endpoints, probe);
    }
}
