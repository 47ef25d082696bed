package dev.promptlooper.producer.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.access.ClientAddress;
import dev.promptlooper.producer.RunningApi;
import dev.promptlooper.producer.SharedApi;
import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest;
import java.util.Map;

/// Whose attempts to sign in are counted together, with a reverse proxy in front and without.
class ProxiedLoginIT {

    private static int attempt(RunningApi api, String user, String forwardedFor) {
        return api.send(api.request("/api/v1/auth/login")
                .header("Content-Type", "application/json")
                .header("X-Forwarded-For", forwardedFor)
                .header("X-Real-IP", forwardedFor)
                .header("Forwarded", "for=" + forwardedFor)
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"name": "%s", "password": "a guess of somebody"}""".formatted(user)))).status();
    }

    @Test
    void s05ClientsBehindANamedProxyAreCountedOneByOne() {
        try (RunningApi api = RunningApi.start(SharedApi.kafka().settings(),
                Map.of(ClientAddress.VARIABLE, "127.0.0.1"))) {
            // Given
            for (int i = 0; i < LoginThrottle.PER_ADDRESS; i++) {
                assertThat(attempt(api, "guess" + i, "198.51.100.1")).isEqualTo(401);
            }
            // Then
            assertThat(attempt(api, "another", "198.51.100.1")).isEqualTo(429);
            assertThat(attempt(api, "another", "203.0.113.7, 198.51.100.1")).as("it wrote itself another one")
                    .isEqualTo(429);
            assertThat(attempt(api, "another", "198.51.100.2")).isEqualTo(401);
        }
    }

    @Test
    void s05WithoutANamedProxyNobodyIsBelieved() {
        try (RunningApi api = RunningApi.start(SharedApi.kafka().settings(), Map.of())) {
            // Given
            for (int i = 0; i < LoginThrottle.PER_ADDRESS; i++) {
                assertThat(attempt(api, "guess" + i, "198.51.100." + i)).isEqualTo(401);
            }
            // Then
            assertThat(attempt(api, "another", "198.51.100.99")).isEqualTo(429);
        }
    }
}
