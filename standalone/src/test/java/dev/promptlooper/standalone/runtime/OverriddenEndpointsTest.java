package dev.promptlooper.standalone.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.promptlooper.contracts.endpoint.ConfiguredEndpoints;
import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.SecretRef;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
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
                Map.of("openai", "http://b/v1", "local", "http://c/v1"), Map.of());
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
                List.of(Endpoint.of("openai", "http://d/v1")), Map.of(), Map.of());
        // Then
        assertThat(endpoints.all()).extracting(Endpoint::baseUrl).containsExactly("http://d/v1");
    }

    @Test
    void s34CommandLineDoesNotSendTheKeyToAnotherHost() {
        // Given
        ConfiguredEndpoints configured = new ConfiguredEndpoints(Map.of("OPENAI_API_KEY", "sk-canary"), null, () -> 0);
        Map<String, String> urls = Map.of("openai", "http://127.0.0.1:9/v1");
        // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OverriddenEndpoints(configured, List.of(), urls, Map.of()))
                .withMessageContaining("env:OPENAI_API_KEY")
                .withMessageContaining("PROMPTLOOPER_ENDPOINT_OPENAI_KEY=");
        assertThat(new OverriddenEndpoints(configured, List.of(), urls,
                Map.of("PROMPTLOOPER_ENDPOINT_OPENAI_KEY", "none")).find("openai"))
                .hasValueSatisfying(endpoint -> assertThat(endpoint.apiKey()).isNull());
    }

    @Test
    void s34KeyThatArrivesAfterTheStartStaysAwayFromTheOtherHost() {
        // Given
        List<Endpoint> file = new ArrayList<>(List.of(Endpoint.of("late", "http://a/v1")));
        OverriddenEndpoints endpoints = new OverriddenEndpoints(() -> file, List.of(), Map.of("late", "http://b/v1"),
                Map.of());
        // When
        file.set(0, file.getFirst().withApiKey(SecretRef.parse("env:LATE")));
        // Then
        assertThat(endpoints.find("late")).hasValueSatisfying(endpoint -> {
            assertThat(endpoint.baseUrl()).isEqualTo("http://b/v1");
            assertThat(endpoint.apiKey()).isNull();
        });
    }

    @Test
    void s34SweepFileCannotSendAConfiguredKeyElsewhere() {
        // Given
        ConfiguredEndpoints configured = new ConfiguredEndpoints(Map.of("OPENAI_API_KEY", "sk-canary"), null, () -> 0);
        Endpoint brought = Endpoint.of("mine", "http://elsewhere.example/v1")
                .withApiKey(SecretRef.parse("env:OPENAI_API_KEY"));
        // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OverriddenEndpoints(configured, List.of(brought), Map.of(), Map.of()))
                .withMessageContaining("elsewhere.example");
        assertThat(new OverriddenEndpoints(configured,
                List.of(Endpoint.of("mine", "https://api.openai.com/v2").withApiKey(brought.apiKey())), Map.of(),
                Map.of()).all()).hasSize(2);
    }
}
