package dev.promptlooper.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.testkit.GatewayUnderTest;
import dev.promptlooper.mcp.testkit.TestRegistry;
import dev.promptlooper.mcp.testkit.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.BufferedReader;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// The era without sessions, over the wire.
class ModernIT {

    private static final String ADA = "pl_ada";
    @RegisterExtension
    private static final GatewayUnderTest GATEWAY = GatewayUnderTest.withTestTools(api -> {
        api.key(ADA, "ada", "k_ada00000", Scope.READ, Scope.WRITE);
    });

    private static Wire wire() {
        return GATEWAY.wire(ADA);
    }

    private static String body(String method) {
        ObjectNode params = Wire.params("{}");
        params.set("_meta", Wire.meta());
        return Json.write(Wire.message(method, params));
    }

    @Test
    void callIsAnsweredWithOneObject() {
        // When
        Wire.Reply reply = wire().tool("look_around");
        // Then
        assertThat(reply.header("Content-Type")).startsWith("application/json");
        assertThat(reply.header("Mcp-Session-Id")).isEmpty();
        assertThat(reply.body().path("result").path("resultType").asString("")).isEqualTo("complete");
        assertThat(reply.said()).isEqualTo("{\"value\":[1,2]}");
    }

    @Test
    void listSaysHowLongItMayBeKeptAndByWhom() {
        // When
        JsonNode result = wire().modern("tools/list", Wire.params("{}")).body().path("result");
        // Then
        assertThat(result.path("ttlMs").asLong(-1)).isNotNegative();
        assertThat(result.path("cacheScope").asString("")).isEqualTo("private");
        assertThat(result.path("tools").valueStream().map(tool -> tool.path("name").asString("")))
                .containsExactly("look_around", "add_thing", "break_down", "hold_on");
    }

    @Test
    void addressThatOnlyReadsShowsAndDoesOnlyThat() {
        // Given
        Wire readOnly = GATEWAY.readOnly(ADA);
        // When
        JsonNode tools = readOnly.modern("tools/list", Wire.params("{}")).body().path("result").path("tools");
        Wire.Reply write = readOnly.tool("add_thing");
        // Then
        assertThat(tools.valueStream().map(tool -> tool.path("name").asString(""))).doesNotContain("add_thing");
        assertThat(write.said()).startsWith("ERROR FORBIDDEN_SCOPE");
    }

    @ParameterizedTest
    @CsvSource({"ping, 404, -32601", "initialize, 404, -32601", "resources/subscribe, 404, -32601",
        "no/such/method, 404, -32601", "tools/call, 200, -32602"})
    void whatThisEraDoesNotHaveIsNotFound(String method, int status, int code) {
        // When
        Wire.Reply reply = wire().modern(method, Wire.params("{}"));
        // Then
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.body().path("id").asInt(0)).isEqualTo(7);
    }

    /// Which check speaks first where several would.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{} | 2026-07-28 | tools/list | -32602",
        "{'io.modelcontextprotocol/protocolVersion':'2026-07-28'} | 2026-07-28 | tools/list | -32602",
        "{'io.modelcontextprotocol/protocolVersion':'v9','io.modelcontextprotocol/clientCapabilities':{}} | 2026-07-28 | tools/list | -32020",
        "{'io.modelcontextprotocol/protocolVersion':'v9','io.modelcontextprotocol/clientCapabilities':{}} | v9 | tools/list | -32022",
        "{'io.modelcontextprotocol/protocolVersion':'2026-07-28','io.modelcontextprotocol/clientCapabilities':{}} | 2026-07-28 | tools/call | -32020",
        "{'io.modelcontextprotocol/protocolVersion':'2026-07-28','io.modelcontextprotocol/clientCapabilities':{}} | 2025-11-25 | tools/list | -32020"})
    void checksComeInTheirOrder(String meta, String version, String method, int code) {
        // Given
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":"
                + meta.replace('\'', '"') + "}}";
        // When
        Wire.Reply reply = wire().post(body, Map.of("MCP-Protocol-Version", version, "Mcp-Method", method));
        // Then
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"text/plain, 415", "multipart/form-data, 415"})
    void bodiesOfOtherTypesAreRefused(String type, int status) {
        // When
        Wire.Reply reply = wire().post(body("tools/list"), Map.of("Content-Type", type));
        // Then
        assertThat(reply.status()).isEqualTo(status);
    }

    @Test
    void bodyOfMoreThanAMegabyteIsRefused() {
        // Given
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"x\":\""
                + "y".repeat(1 << 20) + "\"}}";
        // When
        Wire.Reply reply = wire().post(body, Map.of("MCP-Protocol-Version", "2026-07-28"));
        // Then
        assertThat(reply.status()).isEqualTo(413);
    }

    @Test
    void nestingOfMoreThanSixtyFourLevelsIsRefused() {
        // Given
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":" + "{\"x\":".repeat(70) + "1"
                + "}".repeat(70) + "}";
        // When
        Wire.Reply reply = wire().post(body, Map.of("MCP-Protocol-Version", "2026-07-28"));
        // Then
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo(-32700);
    }

    @Test
    void listenerIsAcknowledgedFirstAndThenHearsOfChanges() throws Exception {
        // Given
        ObjectNode params = Wire.params(
                "{\"notifications\":{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"promptlooper://note\",\"promptlooper://no\"]}}");
        params.set("_meta", Wire.meta());
        ObjectNode message = Wire.message("subscriptions/listen", params);
        try (InputStream stream = wire().stream("POST", Json.write(message), Wire.headers(message))) {
            BufferedReader events = Wire.reader(stream);
            // When
            JsonNode first = Wire.next(events);
            TestRegistry.NOTE.incrementAndGet();
            JsonNode second = Wire.next(events);
            // Then
            assertThat(first.path("method").asString("")).isEqualTo("notifications/subscriptions/acknowledged");
            assertThat(Json.write(first.path("params").path("notifications")))
                    .isEqualTo("{\"resourceSubscriptions\":[\"promptlooper://note\"]}");
            assertThat(second.path("method").asString("")).isEqualTo("notifications/resources/updated");
            assertThat(second.path("params").path("_meta").path("io.modelcontextprotocol/subscriptionId").asInt(0))
                    .isEqualTo(7);
        }
    }

    @Test
    void revokedKeyLosesItsStreamWithinFiveSeconds() throws Exception {
        // Given
        GATEWAY.api().key("pl_brief", "ada", "k_brief000", Scope.READ);
        ObjectNode params = Wire.params("{\"notifications\":{}}");
        params.set("_meta", Wire.meta());
        ObjectNode message = Wire.message("subscriptions/listen", params);
        Wire brief = GATEWAY.wire("pl_brief");
        try (InputStream stream = brief.stream("POST", Json.write(message), Wire.headers(message))) {
            BufferedReader events = Wire.reader(stream);
            Wire.next(events);
            // When
            GATEWAY.api().revoke("pl_brief");
            CompletableFuture<JsonNode> last = Wire.later(events);
            // Then
            assertThat(last).succeedsWithin(Duration.ofSeconds(6));
            assertThat(last.get().path("result").path("resultType").asString("")).isEqualTo("complete");
        }
    }

    @Test
    void clientThatClosesTheStreamEndsTheCall() throws Exception {
        // Given
        ObjectNode params = Wire.params("{\"name\":\"hold_on\",\"arguments\":{}}");
        params.set("_meta", Wire.meta().put("progressToken", "t"));
        ObjectNode message = Wire.message("tools/call", params);
        int before = TestRegistry.CANCELLED.get();
        InputStream stream = wire().stream("POST", Json.write(message), Wire.headers(message));
        assertThat(Wire.next(Wire.reader(stream)).path("method").asString("")).isEqualTo("notifications/progress");
        // When
        stream.close();
        // Then
        await().atMost(Duration.ofSeconds(8)).until(() -> TestRegistry.CANCELLED.get() > before);
    }

    @Test
    void twentyWaitsHoldNoPlatformThread() throws Exception {
        // Given
        GATEWAY.api().key("pl_waits", "ada", "k_waits000", Scope.READ);
        Wire waits = GATEWAY.wire("pl_waits");
        waits.tool("look_around");
        Set<Long> before = threads();
        int holding = TestRegistry.HOLDING.get();
        List<InputStream> streams = new ArrayList<>();
        // When
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                clients.submit(() -> {
                    ObjectNode params = Wire.params("{\"name\":\"hold_on\",\"arguments\":{}}");
                    params.set("_meta", Wire.meta().put("progressToken", "t"));
                    ObjectNode message = Wire.message("tools/call", params);
                    InputStream stream = waits.stream("POST", Json.write(message), Wire.headers(message));
                    synchronized (streams) {
                        streams.add(stream);
                    }
                    return stream;
                });
            }
            await().until(() -> TestRegistry.HOLDING.get() >= holding + 20);
        }
        // Then
        assertThat(threads().stream()
                .filter(id -> !before.contains(id))
                .map(ModernIT::name)
                // Awaitility's own, which ends by itself
                .filter(name -> !name.isEmpty() && !name.startsWith("awaitility")))
                .as("platform threads that were not there before")
                .isEmpty();
        for (InputStream stream : streams) {
            stream.close();
        }
    }

    private static Set<Long> threads() {
        return Arrays.stream(ManagementFactory.getThreadMXBean().getAllThreadIds()).boxed().collect(Collectors.toSet());
    }

    private static String name(long id) {
        ThreadInfo thread = ManagementFactory.getThreadMXBean().getThreadInfo(id);
        return thread == null ? "" : thread.getThreadName();
    }

    @Test
    void notificationIsAcceptedAndAResponseRefused() {
        // Given
        ObjectNode params = Wire.params("{}");
        params.set("_meta", Wire.meta());
        ObjectNode message = Wire.message("notifications/cancelled", params);
        Map<String, String> headers = new HashMap<>(Wire.headers(message));
        message.remove("id");
        // When
        Wire.Reply notified = wire().post(Json.write(message), headers);
        Wire.Reply response = wire().post("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
                Map.of("MCP-Protocol-Version", "2026-07-28"));
        // Then
        assertThat(notified.status()).isEqualTo(202);
        assertThat(response.status()).isEqualTo(400);
    }
}
