package dev.promptlooper.contracts.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

class AllowedHostsTest {

    private final AllowedHosts hosts = AllowedHosts
            .fromEnvironment(Map.of("PROMPTLOOPER_ALLOWED_HOSTS", "Bench.lan, b"));

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8400", "127.0.0.1:1", "[::1]:8400", "bench.lan", "b:80"})
    void ownNamesAreKnown(String host) {
        assertThat(hosts.contains(host)).isTrue();
        assertThat(hosts.containsOrigin("http://" + host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "evil.test", "localhost.evil.test", "127.0.0.1.evil.test:8400", "localhost:8400:1",
        "10.0.0.1"})
    void otherNamesAreNot(String host) {
        assertThat(hosts.contains(host)).isFalse();
    }

    @Test
    void originNeedsASchemeAndNothingElse() {
        assertThat(hosts.containsOrigin("null")).isFalse();
        assertThat(hosts.containsOrigin("localhost")).isFalse();
        assertThat(hosts.containsOrigin("http://localhost@evil.test")).isFalse();
        assertThat(hosts.containsOrigin("file://localhost")).isFalse();
    }
}
