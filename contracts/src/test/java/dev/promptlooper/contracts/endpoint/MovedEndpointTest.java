package dev.promptlooper.contracts.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Map;

class MovedEndpointTest {

    private static final Endpoint OPENAI = new Endpoint("openai", "https://api.example.com/v1",
            SecretRef.parse("env:THE_KEY"), Map.of("X-Key", "sk-CANARY"), 3, null, null, Duration.ofSeconds(9), 2, 64,
            Map.of());
    private static final String KEY = "PROMPTLOOPER_ENDPOINT_OPENAI_KEY";

    @ParameterizedTest
    @ValueSource(strings = {"https://other.example.com/v1", "http://api.example.com/v1",
        "https://api.example.com:8443/v1",
        "https://api.example.com.evil.example/v1", "http://127.0.0.1:11434/v1"})
    void s34KeyNeverFollowsAnEndpointToAnotherHost(String url) {
        assertThat(OPENAI.withBaseUrl(url).apiKey()).isNull();
        assertThat(OPENAI.withBaseUrl(url).headers()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> MovedEndpoint.move(OPENAI, url, Map.of()))
                .withMessageContaining("https://api.example.com")
                .withMessageContaining(KEY + "=env:NAME")
                .withMessageContaining("none")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("CANARY"));
    }

    @Test
    void s34KeyStaysOnTheHostItWasConfiguredFor() {
        // When
        Endpoint moved = MovedEndpoint.move(OPENAI, "HTTPS://API.example.com:443/v2", Map.of());
        // Then
        assertThat(moved.apiKey()).isEqualTo(OPENAI.apiKey());
        assertThat(moved.headers()).isEqualTo(OPENAI.headers());
        assertThat(moved.baseUrl()).isEqualTo("https://api.example.com/v2");
    }

    @Test
    void s34KeyGivenAnewGoesToTheNewHostAndHeadersDoNot() {
        // When
        Endpoint other = MovedEndpoint.move(OPENAI, "http://10.0.0.5/v1", Map.of(KEY, "env:OTHER_KEY"));
        Endpoint without = MovedEndpoint.move(OPENAI, "http://10.0.0.5/v1", Map.of(KEY, " none "));
        // Then
        assertThat(other.apiKey()).isEqualTo(SecretRef.parse("env:OTHER_KEY"));
        assertThat(other.headers()).isEmpty();
        assertThat(other.concurrency()).isEqualTo(3);
        assertThat(without.apiKey()).isNull();
    }

    @Test
    void s34KeyItselfInTheVariableIsRefusedAndNotRepeated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MovedEndpoint.move(OPENAI, "http://10.0.0.5/v1", Map.of(KEY, "sk-CANARY")))
                .withMessageContaining(KEY)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("CANARY"));
    }

    @Test
    void endpointWithoutKeyMovesFreely() {
        assertThat(MovedEndpoint.move(Endpoint.of("openai", "http://a/v1"), "http://b/v1", Map.of()).baseUrl())
                .isEqualTo("http://b/v1");
    }
}
