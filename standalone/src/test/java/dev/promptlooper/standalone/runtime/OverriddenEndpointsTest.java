package dev.promptlooper.standalone.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.endpoint.ConfiguredEndpoints;
import dev.promptlooper.contracts.endpoint.Endpoint;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class OverriddenEndpointsTest {

    @Test
    void commandLineOverridesTheUrlAndKeepsTheRest() {
        // Given
        ConfiguredEndpoints configured = new ConfiguredEndpoints(
                Map.of("OPENAI_BASE_URL", "http://a/v1", "OPENAI_CONCURRENCY", "3"), null, () -> 0);
        // When
        OverriddenEndpoints endpoints = new OverriddenEndpoints(configured, List.of(),
                Map.of("openai", "http://b/v1", "local", "http://c/v1"));
        // Then
        assertThat(endpoints.find("openai")).hasValueSatisfying(endpoint -> {
            assertThat(endpoint.baseUrl()).isEqualTo("http://b/v1");
            assertThat(endpoint.concurrency()).isEqualTo(3);
        });
        assertThat(endpoints.find("local")).map(Endpoint::baseUrl).hasValue("http://c/v1");
    }

    @Test
    void addedEndpointsReplaceConfiguredOnes() {
        // Given
        ConfiguredEndpoints configured = new ConfiguredEndpoints(Map.of("OPENAI_BASE_URL", "http://a/v1"), null,
                () -> 0);
        // When
        OverriddenEndpoints endpoints = new OverriddenEndpoints(configured,
                List.of(Endpoint.of("openai", "http://d/v1")), Map.of());
        // Then
        assertThat(endpoints.all()).extracting(Endpoint::baseUrl).containsExactly("http://d/v1");
    }
}
