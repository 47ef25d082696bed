package dev.promptlooper.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.mcp.testkit.RunningGateway;
import dev.promptlooper.mcp.testkit.StandInApi;
import dev.promptlooper.mcp.testkit.Wire;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

/// The gateway starts again on the same port.
class RestartIT {

    private static final String KEY = "pl_ada";

    @Test
    void modernClientsGoOnAndLegacyClientsAreToldToBeginAgain() throws Exception {
        try (StandInApi api = StandInApi.start()) {
            // Given
            api.key(KEY, "ada", "k_ada00000", Scope.READ);
            api.answer("/api/v1/things", "[1,2]");
            String session;
            int port;
            try (RunningGateway first = RunningGateway.withTestTools(api)) {
                port = first.port();
                Wire wire = new Wire(first.url() + "/mcp", KEY);
                session = wire.open();
                assertThat(wire.tool("look_around").said()).contains("[1,2]");
            }
            // When
            try (RunningGateway second = RunningGateway.withTestTools(api, port)) {
                Wire wire = new Wire(second.url() + "/mcp", KEY);
                // Then
                assertThat(wire.tool("look_around").said()).contains("[1,2]");
                Wire.Reply stale = wire.legacy(session, "tools/list", "{}");
                assertThat(stale.status()).isEqualTo(404);
                assertThat(stale.code()).isEqualTo(-32001);
                assertThat(wire.legacy(wire.open(), "tools/list", "{}").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void listOfToolsHasTheSameBytesAtEveryStart() throws Exception {
        try (StandInApi api = StandInApi.start()) {
            // Given
            api.key(KEY, "ada", "k_ada00000", Scope.values());
            // When
            List<String> first = lists(api);
            List<String> second = lists(api);
            // Then
            assertThat(first).isEqualTo(second);
        }
    }

    private static List<String> lists(StandInApi api) {
        try (RunningGateway gateway = RunningGateway.production(api)) {
            Wire wire = new Wire(gateway.url() + "/mcp", KEY);
            String modern = wire.modern("tools/list", Wire.params("{}")).text();
            String legacy = wire.legacy(wire.open(), "tools/list", "{}").text().replaceFirst("id: [^\n]*\n", "");
            return List.of(modern, legacy);
        }
    }

    @Test
    void stoppedGatewayLeavesNoThreadBehind() throws Exception {
        try (StandInApi api = StandInApi.start()) {
            // Given
            api.key(KEY, "ada", "k_ada00000", Scope.READ);
            try (RunningGateway gateway = RunningGateway.withTestTools(api)) {
                Wire wire = new Wire(gateway.url() + "/mcp", KEY);
                wire.legacy(wire.open(), "tools/list", "{}");
            }
            // When
            Thread[] threads = new Thread[Thread.activeCount() * 2];
            Thread.enumerate(threads);
            // Then
            assertThat(Arrays.stream(threads).filter(thread -> thread != null).map(Thread::getName))
                    .noneMatch(name -> name.contains("sweeper") || name.contains("mcp"));
        }
    }
}
