package dev.promptlooper.standalone.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promptlooper.standalone.StartFailure;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.ServerSocket;

class PortsTest {

    @Test
    void takenPortNamesThePortAndTheOption() throws Exception {
        // Given
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // When / Then
            assertThatThrownBy(() -> Ports.claim(taken.getLocalPort(), "Kafka", "--kafka-port"))
                    .isInstanceOf(StartFailure.class)
                    .hasMessage("port " + taken.getLocalPort()
                            + " (Kafka) is taken; stop what listens there or choose another with --kafka-port");
        }
    }

    @Test
    void zeroIsAFreePortThatNoClientGetsBeforeTheServerListens() {
        assertThat(Ports.claim(0, "web", "--port")).isBetween(20_000, 32_767);
    }

    @Test
    void impossiblePortIsRefused() {
        assertThatThrownBy(() -> Ports.claim(70_000, "web", "--port"))
                .hasMessage("--port must be 0 to 65535, was 70000");
    }
}
