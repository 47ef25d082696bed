package dev.promptlooper.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.mcp.testkit.RunningGateway;
import dev.promptlooper.mcp.testkit.StandInApi;
import dev.promptlooper.mcp.testkit.TestRegistry;
import dev.promptlooper.mcp.testkit.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import java.io.BufferedReader;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// The era with sessions, over the wire.
class LegacyIT {

    private static final String ADA = "pl_ada";
    private static final String BOB = "pl_bob";
    private static StandInApi api;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        api = StandInApi.start();
        api.key(ADA, "ada", "k_ada00000", Scope.READ, Scope.WRITE);
        api.key(BOB, "bob", "k_bob00000", Scope.READ);
        api.answer("/api/v1/things", "[1,2]");
        gateway = RunningGateway.withTestTools(api);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        api.close();
    }

    private static Wire wire(String key) {
        return new Wire(gateway.url() + "/mcp", key);
    }

    private static String call(String tool) {
        return "{\"name\":\"" + tool + "\",\"arguments\":{}}";
    }

    @Test
    void clientOfTheSdkListsAndCalls() {
        // Given
        String session = wire(ADA).open();
        // When
        Wire.Reply reply = wire(ADA).legacy(session, "tools/call", call("look_around"));
        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).startsWith("text/event-stream");
        assertThat(reply.body().path("result").path("structuredContent").path("value").size()).isEqualTo(2);
        assertThat(reply.said()).isEqualTo("{\"value\":[1,2]}");
    }

    @Test
    void listShowsOnlyWhatTheKeyAllows() {
        // When
        JsonNode tools = wire(BOB).legacy(wire(BOB).open(), "tools/list", "{}").body().path("result").path("tools");
        // Then
        assertThat(tools.valueStream().map(tool -> tool.path("name").asString("")))
                .containsExactly("look_around", "break_down", "hold_on");
    }

    @Test
    void hiddenToolIsRefusedWhenCalledByName() {
        // When
        Wire.Reply reply = wire(BOB).legacy(wire(BOB).open(), "tools/call", call("add_thing"));
        // Then
        assertThat(reply.body().path("result").path("isError").asBoolean()).isTrue();
        assertThat(reply.said()).startsWith("ERROR FORBIDDEN_SCOPE").contains("'write'");
    }

    @Test
    void unknownToolIsAnsweredWithWhatWasMeant() {
        // When
        Wire.Reply reply = wire(ADA).legacy(wire(ADA).open(), "tools/call", call("look_arond"));
        // Then
        assertThat(reply.code()).isEqualTo(-32602);
        assertThat(reply.message()).isEqualTo("there is no tool 'look_arond'; did you mean 'look_around'?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "GET", "DELETE"})
    void sessionOfSomebodyElseIsNotFound(String method) {
        // Given
        String ofAda = wire(ADA).open();
        String body = method.equals("POST") ? "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/list\"}" : "";
        // When
        Wire.Reply foreign = wire(BOB).send(method, body, Map.of("Mcp-Session-Id", ofAda));
        Wire.Reply unknown = wire(BOB).send(method, body, Map.of("Mcp-Session-Id", "nothing-like-it"));
        // Then
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign.code()).isEqualTo(-32001);
        assertThat(foreign.text()).isEqualTo(unknown.text());
        assertThat(wire(ADA).legacy(ofAda, "ping", "{}").status()).isEqualTo(200);
    }

    @Test
    void sessionOfTheReadingAddressDoesNotWriteAtTheOther() {
        // Given
        Wire readOnly = new Wire(gateway.url() + "/mcp/readonly", ADA);
        String session = readOnly.open();
        // When
        Wire.Reply there = readOnly.legacy(session, "tools/call", call("add_thing"));
        Wire.Reply elsewhere = wire(ADA).legacy(session, "tools/call", call("add_thing"));
        // Then
        assertThat(there.said()).startsWith("ERROR FORBIDDEN_SCOPE").contains("only reads");
        assertThat(elsewhere.status()).isEqualTo(404);
    }

    @Test
    void endedSessionIsNotFound() {
        // Given
        String session = wire(ADA).open();
        // When
        Wire.Reply ended = wire(ADA).send("DELETE", "", Map.of("Mcp-Session-Id", session));
        // Then
        assertThat(ended.status()).isEqualTo(200);
        assertThat(wire(ADA).legacy(session, "tools/list", "{}").status()).isEqualTo(404);
    }

    @Test
    void oldestSessionOfAKeyMakesRoomForTheTwentyFirst() {
        // Given
        api.key("pl_many", "ada", "k_many0000", Scope.READ);
        List<String> sessions = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            sessions.add(wire("pl_many").open());
        }
        // When
        Wire.Reply first = wire("pl_many").legacy(sessions.getFirst(), "ping", "{}");
        Wire.Reply last = wire("pl_many").legacy(sessions.getLast(), "ping", "{}");
        // Then
        assertThat(first.status()).isEqualTo(404);
        assertThat(last.status()).isEqualTo(200);
    }

    @Test
    void openingSessionsIsLimited() {
        // Given
        api.key("pl_opens", "ada", "k_opens000", Scope.READ);
        for (int i = 0; i < 30; i++) {
            assertThat(wire("pl_opens").initialize().status()).isEqualTo(200);
        }
        // When
        Wire.Reply reply = wire("pl_opens").initialize();
        // Then
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.header("Retry-After")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
        "{\"jsonrpc\":\"1.0\",\"id\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":\"no such request\",\"result\":{}}"})
    void malformedMessageIsRefusedInOurOwnWords(String body) {
        // When
        Wire.Reply reply = wire(ADA).post(body, Map.of("Mcp-Session-Id", wire(ADA).open()));
        // Then
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isIn(-32700, -32600);
        assertThat(reply.text()).doesNotContainIgnoringCase("exception")
                .doesNotContain("stackTrace", "tools.jackson", "io.model", "dev.prompt");
    }

    @Test
    void brokenHandlerTellsOnlyAReference() {
        // When
        Wire.Reply reply = wire(ADA).legacy(wire(ADA).open(), "tools/call", call("break_down"));
        // Then
        assertThat(reply.said()).startsWith("ERROR INTERNAL").contains("reference ");
        assertThat(reply.text()).doesNotContain("hunter2", "IllegalState", "stackTrace");
    }

    @Test
    void subscriberHearsOfAChangeByItsStream() throws Exception {
        // Given
        String session = wire(ADA).open();
        wire(ADA).legacy(session, "resources/subscribe", "{\"uri\":\"promptlooper://note\"}");
        try (InputStream stream = wire(ADA).stream("GET", "", Map.of("Mcp-Session-Id", session))) {
            BufferedReader events = Wire.reader(stream);
            CompletableFuture<JsonNode> first = CompletableFuture.supplyAsync(() -> {
                try {
                    return Wire.next(events);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            // When
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                TestRegistry.NOTE.incrementAndGet();
                return first.isDone();
            });
            // Then
            assertThat(first.get().path("method").asString("")).isEqualTo("notifications/resources/updated");
            assertThat(first.get().path("params").path("uri").asString("")).isEqualTo("promptlooper://note");
            assertThat(gateway.gateway().streams()).isPositive();
        }
    }

    @Test
    void cancelledCallIsEnded() {
        // Given
        String session = wire(ADA).open();
        int before = TestRegistry.CANCELLED.get();
        CompletableFuture<Wire.Reply> call = CompletableFuture
                .supplyAsync(() -> wire(ADA).legacy(session, "tools/call", call("hold_on")));
        await().until(() -> TestRegistry.HOLDING.get() > 0);
        // When
        Wire.Reply reply = wire(ADA).post(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}",
                Map.of("Mcp-Session-Id", session));
        // Then
        assertThat(reply.status()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(3)).until(() -> TestRegistry.CANCELLED.get() > before);
        assertThat(call).succeedsWithin(Duration.ofSeconds(5));
    }
}
