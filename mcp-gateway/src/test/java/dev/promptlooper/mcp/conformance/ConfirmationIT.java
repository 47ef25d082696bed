package dev.promptlooper.mcp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.testkit.PricedApi;
import dev.promptlooper.mcp.testkit.RunningGateway;
import dev.promptlooper.mcp.testkit.StandInApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.Locale;

/// What costs much or replaces something is done when the client's user agrees: with the client of the official SDK, in both
/// eras.
class ConfirmationIT {

    @TempDir
    private static Path folder;
    private StandInApi api;
    private RunningGateway gateway;

    @BeforeEach
    void start() throws Exception {
        api = StandInApi.start();
        PricedApi.prepare(api);
        gateway = RunningGateway.production(api);
    }

    @AfterEach
    void stop() {
        gateway.close();
        api.close();
    }

    private JsonNode call(String era, String user, String tool, String arguments) throws Exception {
        NodeTools.Run run = NodeTools.askingClient(folder, gateway.url() + "/mcp", PricedApi.KEY, era, user, tool,
                arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return Json.MAPPER.readTree(run.out());
    }

    private static String launch(int usd) {
        return String.format(Locale.ROOT, PricedApi.LAUNCH, usd);
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "modern"})
    void costlyLaunchIsMadeOnceTheUserAgrees(String era) throws Exception {
        // When
        JsonNode said = call(era, "accept", "launch_sweep", launch(50));
        // Then
        assertThat(said.path("asked").valueStream().map(JsonNode::asString)).containsExactly(
                "Start a sweep of 2 prompts on 1 models, which may spend up to 50 dollars, expected 12, range 8-15?");
        assertThat(said.path("result").path("isError").asBoolean(true)).isFalse();
        assertThat(PricedApi.changes(api)).containsExactly("POST /api/v1/sweeps");
    }

    @ParameterizedTest
    @CsvSource({"legacy, launch_sweep", "modern, launch_sweep", "legacy, promote_prompt", "modern, promote_prompt",
        "legacy, steer_sweep", "modern, steer_sweep"})
    void whatTheUserDeclinesIsNotDone(String era, String tool) throws Exception {
        // Given
        String arguments = switch (tool) {
            case "launch_sweep" -> launch(50);
            case "promote_prompt" -> PricedApi.PROMOTE;
            default -> PricedApi.RAISE;
        };
        // When
        JsonNode said = call(era, "decline", tool, arguments);
        // Then
        assertThat(said.path("asked").size()).isEqualTo(1);
        assertThat(said.path("result").path("content").path(0).path("text").asString(""))
                .startsWith("ERROR DECLINED: the user was asked")
                .contains(said.path("asked").path(0).asString(), "\nFix: ask the user what they want instead");
        assertThat(PricedApi.changes(api)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "modern"})
    void labelIsMovedOnceTheUserAgrees(String era) throws Exception {
        // When
        JsonNode said = call(era, "accept", "promote_prompt", PricedApi.PROMOTE);
        // Then
        assertThat(said.path("asked").path(0).asString("")).contains("'terse' at version 5 instead of version 3");
        assertThat(said.path("result").path("structuredContent").path("from_version").asInt()).isEqualTo(3);
        assertThat(PricedApi.changes(api)).containsExactly("PUT /api/v1/prompts/terse/labels/production");
    }

    @ParameterizedTest
    @CsvSource({"legacy, nobody, 50", "modern, nobody, 50", "legacy, accept, 10", "modern, accept, 10"})
    void nobodyIsAskedWhereTheClientCannotOrTheSumIsSmall(String era, String user, int usd) throws Exception {
        // When
        JsonNode said = call(era, user, "launch_sweep", launch(usd));
        // Then
        assertThat(said.path("asked").isEmpty()).isTrue();
        assertThat(said.path("result").path("isError").asBoolean(true)).isFalse();
        assertThat(PricedApi.changes(api)).containsExactly("POST /api/v1/sweeps");
    }
}
