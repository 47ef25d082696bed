package dev.promptlooper.mcp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.testkit.GatewayUnderTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The official suites against the gateway as it runs in production, with a key: what needs no fixtures of the conformance suite,
/// and the MCP Inspector's command line.
class ProductionSuitesIT {

    private static final String KEY = "pl_inspector";
    private static final List<String> LEGACY = List.of("server-initialize", "ping", "logging-set-level", "tools-list",
            "resources-list", "prompts-list", "server-sse-multiple-streams", "server-session-lifecycle",
            "dns-rebinding-protection");
    private static final List<String> MODERN = List.of("caching", "http-header-validation",
            "sep-2164-resource-not-found",
            "dns-rebinding-protection", "tools-list", "resources-list", "prompts-list");

    private static final String SWEEP = "01JD0000000000000000000000";

    @TempDir
    private static Path folder;
    @RegisterExtension
    private static final GatewayUnderTest GATEWAY = GatewayUnderTest.production(api -> {
        api.key(KEY, "ada", "k_inspect0", Scope.READ, Scope.WRITE, Scope.RUN, Scope.ADMIN);
        api.answer("/api/v1/overview", "{}");
        api.answer("/api/v1/sweeps/" + SWEEP, """
                {"sweepId":"01JD0000000000000000000000","status":"RUNNING","version":3,"spend":{"usd":0.4},
                "progress":{"total":100,"completed":40,"failed":0},
                "definition":{"prompts":[{"name":"terse","version":1}],"models":["local/m"]}}""");
    });

    private static NodeTools.Run inspect(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(
                List.of("--cli", GATEWAY.url() + "/mcp", "--transport", "http", "--format", "json"));
        all.addAll(List.of("--header", "Authorization: Bearer " + KEY));
        all.addAll(Arrays.asList(arguments));
        return NodeTools.inspector(folder, all.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "auto", "modern"})
    void inspectorListsAllToolsInEveryEra(String era) throws Exception {
        // When
        NodeTools.Run run = inspect("--method", "tools/list", "--protocol-era", era);
        // Then
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode tools = Json.MAPPER.readTree(run.out()).findPath("tools");
        assertThat(tools.size()).isEqualTo(25);
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "auto", "modern"})
    void inspectorCallsAToolInEveryEra(String era) throws Exception {
        // When
        NodeTools.Run run = inspect("--method", "tools/call", "--tool-name", "get_sweep", "--tool-args-json",
                "{\"sweep_id\":\"" + SWEEP + "\"}", "--protocol-era", era);
        // Then
        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        assertThat(Json.MAPPER.readTree(run.out()).findPath("structuredContent").path("version").asInt(0)).isEqualTo(3);
    }

    @Test
    void inspectorFindsNoSchemaThatProvidersWouldRefuse() throws Exception {
        // When
        NodeTools.Run run = inspect("--method", "tools/list", "--strict", "-q");
        // Then
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
    }

    @Test
    void inspectorToldOfAnUnknownToolEndsWithFive() throws Exception {
        // When
        NodeTools.Run run = inspect("--method", "tools/call", "--tool-name", "get_sweeps", "--tool-args-json", "{}");
        // Then
        assertThat(run.exitCode()).as(run.err() + run.out()).isEqualTo(5);
    }

    @Test
    void inspectorWithoutAKeyEndsWithThree() throws Exception {
        // When
        NodeTools.Run run = NodeTools.inspector(folder, "--cli", GATEWAY.url() + "/mcp", "--transport", "http",
                "--method", "tools/list",
                "--stored-auth-only", "--format", "json");
        // Then
        assertThat(run.exitCode()).as(run.err() + run.out()).isEqualTo(3);
    }

    @Test
    void scenariosWithoutFixturesPassWithAKey() throws Exception {
        // Given
        Process proxy = NodeTools.bearerProxy(GATEWAY.running().port(), KEY);
        Map<String, String> failed = new TreeMap<>();
        try (var said = proxy.inputReader(StandardCharsets.UTF_8)) {
            String through = "http://localhost:" + said.readLine().strip() + "/mcp";
            // When
            for (String scenario : LEGACY) {
                run(through, "2025-11-25", scenario, failed);
            }
            for (String scenario : MODERN) {
                run(through, "2026-07-28", scenario, failed);
            }
        } finally {
            proxy.destroy();
        }
        // Then
        assertThat(failed).isEmpty();
    }

    private static void run(String through, String version, String scenario, Map<String, String> failed)
            throws Exception {
        NodeTools.Run run = NodeTools.conformance(folder, "server", "--url", through, "--spec-version", version,
                "--scenario", scenario, "-o", folder.resolve(version + scenario).toString());
        if (run.exitCode() != 0 || run.out().contains("Passed: 0/") || run.out().contains("Passed 0/")) {
            failed.put(version + " " + scenario, run.out() + run.err());
        }
    }

    /// Its figure goes into `docs/mcp.md`; what it asserts is that nothing fails.
    @Test
    @Tag("slow")
    void fiveHundredCallsSixteenAtATimeAllSucceed() throws Exception {
        // When
        NodeTools.Run run = inspect("--method", "tools/call", "--tool-name", "get_sweep", "--tool-args-json",
                "{\"sweep_id\":\"" + SWEEP + "\"}", "--load", "--load-requests", "500",
                "--load-concurrency", "16");
        // Then
        JsonNode figures = Json.MAPPER.readTree(run.out()).path("result");
        System.out.println(figures);
        assertThat(figures.path("ok").asInt(0)).as(run.out() + run.err()).isEqualTo(500);
        assertThat(figures.path("errorRate").asDouble(1)).isZero();
    }
}
