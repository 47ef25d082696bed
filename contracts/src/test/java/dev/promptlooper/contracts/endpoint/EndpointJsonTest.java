package dev.promptlooper.contracts.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promptlooper.contracts.json.Json;
import org.junit.jupiter.api.Test;

class EndpointJsonTest {

    @Test
    void keyAndHeadersAreReadAndNeverWritten() {
        // When
        Endpoint endpoint = Json.read(
                "{\"name\":\"a\",\"base-url\":\"http://127.0.0.1:1/v1\",\"api-key\":\"env:KEY\",\"headers\":{\"x-team\":\"env:TEAM\"}}",
                Endpoint.class);
        // Then
        assertThat(endpoint.apiKey()).hasToString("env:KEY");
        assertThat(endpoint.headers()).containsEntry("x-team", "env:TEAM");
        assertThat(Json.write(endpoint)).doesNotContain("KEY").doesNotContain("TEAM");
    }

    @Test
    void keyInsteadOfAReferenceIsRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> Json.read(
                "{\"name\":\"a\",\"base-url\":\"http://127.0.0.1:1/v1\",\"api-key\":\"sk-secret\"}", Endpoint.class))
                .hasMessageContaining("env:NAME")
                .hasMessageNotContaining("sk-secret");
    }
}
