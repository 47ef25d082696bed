package dev.promptlooper.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.standalone.cluster.Routes.Target;
import dev.promptlooper.contracts.access.SecurityHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;

class RoutesTest {

    @ParameterizedTest
    @CsvSource({"GET, /, STATIC", "GET, /sweeps/x/live, STATIC", "POST, /api/v1/sweeps, COMMANDS",
        "GET, /api/v1/sweeps, QUERIES",
        "GET, /api/v1/sweeps?limit=3, QUERIES", "GET, /api/v1/sweeps/x/runs, QUERIES",
        "POST, /api/v1/sweeps/x/commands, COMMANDS", "POST, /api/v1/sweeps:plan, COMMANDS",
        "GET, /api/v1/runs/abc, QUERIES", "GET, /api/v1/status, QUERIES", "GET, /api/v1/prompts, COMMANDS",
        "GET, /api/v1/datasets/runs, COMMANDS", "GET, /api/v1/openapi/queries.yaml, QUERIES",
        "GET, /api/v1/openapi/commands.yaml, COMMANDS", "GET, /api/v1/compare?a=x/1, QUERIES",
        "GET, /api/v1/spend, QUERIES", "GET, /api/v1/scorers, SCORING", "POST, /api/v1/scorers:try, SCORING",
        "POST, /api/v1/dead-letters/x/replay, QUERIES", "POST, /api/v1/sweeps:dry-run, COMMANDS",
        "DELETE, /api/v1/runsaway, COMMANDS"})
    void requestsGoToTheServiceThatAnswersThem(String method, String target, Target expected) {
        assertThat(Routes.of(method, target)).isEqualTo(expected);
    }

    @Test
    void webServerHasTheSameRoutesAndHeaders() throws Exception {
        // Given
        String nginx = Files.readString(Path.of(System.getProperty("promptlooper.root", ".."), "web/nginx.conf"));
        // Then
        assertThat(nginx).contains("\"~" + Routes.QUERIES.pattern() + "\"  projector;")
                .contains("\"~" + Routes.SCORERS.pattern() + "\"  scoring;")
                .contains("\"~" + Routes.SWEEPS.pattern() + "\"  $sweeps;");
        SecurityHeaders.ALL.forEach((name, value) -> assertThat(nginx).containsPattern(
                "add_header " + name + " \"?" + java.util.regex.Pattern.quote(value) + "\"? always;"));
    }
}
