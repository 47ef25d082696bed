package dev.promptlooper.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.stdio.StdioBridge;
import dev.promptlooper.mcp.testkit.GatewayUnderTest;
import dev.promptlooper.mcp.testkit.TestRegistry;
import dev.promptlooper.mcp.testkit.Wire;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The bridge between standard input and output and the gateway.
class StdioIT {

    private static final String KEY = "pl_ada";
    @RegisterExtension
    private static final GatewayUnderTest GATEWAY = GatewayUnderTest.withTestTools(api -> {
        api.key(KEY, "ada", "k_ada00000", Scope.READ);
    });

    /// A client that started the bridge.
    private static final class Client implements AutoCloseable {

        private final PipedOutputStream stdin = new PipedOutputStream();
        private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        private final StringWriter stderr = new StringWriter();
        private final Thread bridge;

        Client(String url, @Nullable String key) throws IOException {
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(new PipedInputStream(stdin, 1 << 16), StandardCharsets.UTF_8));
            PrintStream out = new PrintStream(stdout, true, StandardCharsets.UTF_8);
            bridge = Thread.ofVirtual().start(() -> {
                try {
                    new StdioBridge(URI.create(url), key, out, new PrintWriter(stderr)).run(in);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }

        void say(JsonNode message) throws IOException {
            stdin.write((Json.write(message) + "\n").getBytes(StandardCharsets.UTF_8));
            stdin.flush();
        }

        void say(String message) throws IOException {
            say(Json.MAPPER.readTree(message));
        }

        List<JsonNode> heard() {
            return stdout.toString(StandardCharsets.UTF_8)
                    .lines()
                    .map(Json.MAPPER::readTree)
                    .toList();
        }

        JsonNode answer(int id) {
            await().until(() -> heard().stream().anyMatch(message -> message.path("id").asInt(-1) == id));
            return heard().stream().filter(message -> message.path("id").asInt(-1) == id).findFirst().orElseThrow();
        }

        @Override
        public void close() throws IOException {
            stdin.close();
            await().until(() -> !bridge.isAlive());
        }
    }

    private static ObjectNode modern(int id, String method, String params) {
        ObjectNode with = Wire.params(params);
        with.set("_meta", Wire.meta().put("progressToken", "t"));
        return Wire.message(method, with).put("id", id);
    }

    private static String hello(int id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + """
                ,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},
                "clientInfo":{"name":"stdio","version":"1"}}}""";
    }

    @Test
    void modernClientListsAndCalls() throws Exception {
        try (Client client = new Client(GATEWAY.url() + "/mcp", KEY)) {
            // When
            client.say(modern(1, "server/discover", "{}"));
            client.say(modern(2, "tools/call", "{\"name\":\"look_around\",\"arguments\":{}}"));
            // Then
            assertThat(client.answer(1).path("result").path("supportedVersions").path(0).asString(""))
                    .isEqualTo("2026-07-28");
            assertThat(client.answer(2).path("result").path("structuredContent").path("value").size()).isEqualTo(2);
            assertThat(client.stderr.toString()).isEmpty();
        }
    }

    @Test
    void legacyClientKeepsItsSessionEvenWhenTheGatewayForgetsIt() throws Exception {
        try (Client client = new Client(GATEWAY.url() + "/mcp", KEY)) {
            // Given
            client.say(hello(1));
            assertThat(client.answer(1).path("result").path("protocolVersion").asString("")).isEqualTo("2025-11-25");
            client.say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
            client.say("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}");
            assertThat(client.answer(2).path("result").path("tools").size()).isPositive();
            // When
            for (int i = 0; i < 20; i++) { // makes the gateway forget the oldest session of the key
                GATEWAY.wire(KEY).open();
            }
            client.say("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/list\"}");
            // Then
            assertThat(client.answer(3).path("result").path("tools").size()).isPositive();
        }
    }

    @Test
    void cancelledModernCallIsEnded() throws Exception {
        try (Client client = new Client(GATEWAY.url() + "/mcp", KEY)) {
            // Given
            int before = TestRegistry.CANCELLED.get();
            client.say(modern(1, "tools/call", "{\"name\":\"hold_on\",\"arguments\":{}}"));
            await().until(() -> client.heard().stream().anyMatch(message -> message.has("method")));
            // When
            client.say(modern(9, "notifications/cancelled", "{\"requestId\":1}").without(List.of("id")));
            // Then
            await().until(() -> TestRegistry.CANCELLED.get() > before);
            assertThat(client.heard()).noneMatch(message -> message.has("id"));
        }
    }

    @Test
    void refusalIsAnAnswerForTheClientAndALineForPeople() throws Exception {
        try (Client client = new Client(GATEWAY.url() + "/mcp", "pl_wrong")) {
            // When
            client.say(modern(1, "tools/list", "{}"));
            // Then
            assertThat(client.answer(1).path("error").path("message").asString(""))
                    .startsWith("the gateway answered 401");
            assertThat(client.stderr.toString()).startsWith("promptlooper: the gateway answered 401");
        }
    }

    @Test
    void gatewayThatIsNotThereIsSaidAndWhatToDo() throws Exception {
        try (Client client = new Client("http://127.0.0.1:9/mcp", KEY)) {
            // When
            client.say(modern(1, "tools/list", "{}"));
            // Then
            assertThat(client.answer(1).path("error").path("message").asString("")).contains("promptlooper up");
        }
    }
}
