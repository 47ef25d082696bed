package dev.promptlooper.mcp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import tools.jackson.databind.JsonNode;

import dev.promptlooper.contracts.json.Json;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The official conformance suite, both eras, against the fixtures it asks for. Nothing is excused: the baseline is empty.
class ConformanceIT {

    private static ServletWebServerApplicationContext server;
    private static String url;

    @BeforeAll
    static void start() {
        server = FixtureServer.start();
        url = "http://localhost:" + Objects.requireNonNull(server.getWebServer()).getPort() + "/mcp";
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"2025-11-25, 30", "2026-07-28, 37"})
    void serverPassesEveryRequiredScenario(String version, int scenarios, @TempDir Path folder) throws Exception {
        // Given
        assertThat(isAlive()).isTrue();
        List<String> required = required(version, folder);
        assertThat(required).hasSize(scenarios);
        // When
        NodeTools.Run run = NodeTools.conformance(folder, "server", "--url", url, "--requirements", version, "-o",
                folder.resolve("out").toString());
        // Then
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(isAlive()).isTrue();
        Map<String, Long> passed = passed(folder.resolve("out"));
        assertThat(required).as("a scenario that checked nothing has not passed")
                .allSatisfy(scenario -> assertThat(passed.getOrDefault(scenario, 0L)).as(scenario).isPositive());
    }

    private static boolean isAlive() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).GET().build(), BodyHandlers.ofString())
                    .statusCode() == 405;
        }
    }

    private static List<String> required(String version, Path folder) throws IOException, InterruptedException {
        String list = NodeTools.conformance(folder, "list", "--requirements", version).out();
        int from = list.indexOf("Server scenarios");
        return Pattern.compile("^ {2}- (\\S+)$", Pattern.MULTILINE)
                .matcher(list.substring(from, list.indexOf("Client scenarios", from)))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /// Scenario → how many of its checks were successes.
    private static Map<String, Long> passed(Path out) throws IOException {
        Map<String, Long> passed = new TreeMap<>();
        try (Stream<Path> folders = Files.list(out)) {
            for (Path each : folders.filter(Files::isDirectory).toList()) {
                String name = each.getFileName()
                        .toString()
                        .replaceFirst("^server-", "")
                        .replaceFirst("-\\d{4}-\\d\\d-\\d\\dT.*$", "");
                JsonNode checks = Json.MAPPER.readTree(Files.readAllBytes(each.resolve("checks.json")));
                passed.merge(name, checks.valueStream()
                        .filter(check -> check.path("status").asString("").equals("SUCCESS"))
                        .count(), Long::sum);
            }
        }
        return passed;
    }
}
