package dev.promptlooper.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.mcp.testkit.GatewayUnderTest;
import dev.promptlooper.mcp.testkit.TestRegistry;
import dev.promptlooper.mcp.testkit.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
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
    @RegisterExtension
    private static final GatewayUnderTest GATEWAY = GatewayUnderTest.withTestTools(api -> {
        api.key(ADA, "ada", "k_ada00000", Scope.READ, Scope.WRITE);
        api.key(BOB, "bob", "k_bob00000", Scope.READ);
    });

    private static String call(String tool) {
        return "{\"name\":\"" + tool + "\",\"arguments\":{}}";
    }

    @Test
    void clientOfTheSdkListsAndCalls() {
        // Given
        String session = GATEWAY.wire(ADA).open();
        // When
        Wire.Reply reply = GATEWAY.wire(ADA).legacy(session, "tools/call", call("look_around"));
        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).startsWith("text/event-stream");
        assertThat(reply.body().path("result").path("structuredContent").path("value").size()).isEqualTo(2);
        assertThat(reply.said()).isEqualTo("{\"value\":[1,2]}");
    }

    @Test
    void listShowsOnlyWhatTheKeyAllows() {
        // When
        JsonNode tools = GATEWAY.wire(BOB)
                .legacy(GATEWAY.wire(BOB).open(), "tools/list", "{}")
                .body()
                .path("result")
                .path("tools");
        // Then
        assertThat(tools.valueStream().map(tool -> tool.path("name").asString("")))
                .containsExactly("look_around", "break_down", "hold_on");
    }

    @Test
    void hiddenToolIsRefusedWhenCalledByName() {
        // When
        Wire.Reply reply = GATEWAY.wire(BOB).legacy(GATEWAY.wire(BOB).open(), "tools/call", call("add_thing"));
        // Then
        assertThat(reply.body().path("result").path("isError").asBoolean()).isTrue();
        assertThat(reply.said()).startsWith("ERROR FORBIDDEN_SCOPE").contains("'write'");
    }

    @Test
    void unknownToolIsAnsweredWithWhatWasMeant() {
        // When
        Wire.Reply reply = GATEWAY.wire(ADA).legacy(GATEWAY.wire(ADA).open(), "tools/call", call("look_arond"));
        // Then
        assertThat(reply.code()).isEqualTo(-32602);
        assertThat(reply.message()).isEqualTo("there is no tool 'look_arond'; did you mean 'look_around'?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "GET", "DELETE"})
    void sessionOfSomebodyElseIsNotFound(String method) {
        // Given
        String ofAda = GATEWAY.wire(ADA).open();
        String body = method.equals("POST") ? "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/list\"}" : "";
        // When
        Wire.Reply foreign = GATEWAY.wire(BOB).send(method, body, Map.of("Mcp-Session-Id", ofAda));
        Wire.Reply unknown = GATEWAY.wire(BOB).send(method, body, Map.of("Mcp-Session-Id", "nothing-like-it"));
        // Then
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign.code()).isEqualTo(-32001);
        assertThat(foreign.text()).isEqualTo(unknown.text());
        assertThat(GATEWAY.wire(ADA).legacy(ofAda, "ping", "{}").status()).isEqualTo(200);
    }

    @Test
    void sessionOfTheReadingAddressDoesNotWriteAtTheOther() {
        // Given
        Wire readOnly = GATEWAY.readOnly(ADA);
        String session = readOnly.open();
        // When
        Wire.Reply there = readOnly.legacy(session, "tools/call", call("add_thing"));
        Wire.Reply elsewhere = GATEWAY.wire(ADA).legacy(session, "tools/call", call("add_thing"));
        // Then
        assertThat(there.said()).startsWith("ERROR FORBIDDEN_SCOPE").contains("only reads");
        assertThat(elsewhere.status()).isEqualTo(404);
    }

    @Test
    void endedSessionIsNotFound() {
        // Given
        String session = GATEWAY.wire(ADA).open();
        // When
        Wire.Reply ended = GATEWAY.wire(ADA).send("DELETE", "", Map.of("Mcp-Session-Id", session));
        // Then
        assertThat(ended.status()).isEqualTo(200);
        assertThat(GATEWAY.wire(ADA).legacy(session, "tools/list", "{}").status()).isEqualTo(404);
    }

    @Test
    void oldestSessionOfAKeyMakesRoomForTheTwentyFirst() {
        // Given
        GATEWAY.api().key("pl_many", "ada", "k_many0000", Scope.READ);
        List<String> sessions = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            sessions.add(GATEWAY.wire("pl_many").open());
        }
        // When
        Wire.Reply first = GATEWAY.wire("pl_many").legacy(sessions.getFirst(), "ping", "{}");
        Wire.Reply last = GATEWAY.wire("pl_many").legacy(sessions.getLast(), "ping", "{}");
        // Then
        assertThat(first.status()).isEqualTo(404);
        assertThat(last.status()).isEqualTo(200);
    }

    @Test
    void openingSessionsIsLimited() {
        // Given
        GATEWAY.api().key("pl_opens", "ada", "k_opens000", Scope.READ);
        for (int i = 0; i < 30; i++) {
            assertThat(GATEWAY.wire("pl_opens").initialize().status()).isEqualTo(200);
        }
        // When
        Wire.Reply reply = GATEWAY.wire("pl_opens").initialize();
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
        Wire.Reply reply = GATEWAY.wire(ADA).post(body, Map.of("Mcp-Session-Id", GATEWAY.wire(ADA).open()));
        // Then
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isIn(-32700, -32600);
        assertThat(reply.text()).doesNotContainIgnoringCase("exception")
                .doesNotContain("stackTrace", "tools.jackson", "io.model", "dev.prompt");
    }

    @Test
    void brokenHandlerTellsOnlyAReference() {
        // When
        Wire.Reply reply = GATEWAY.wire(ADA).legacy(GATEWAY.wire(ADA).open(), "tools/call", call("break_down"));
        // Then
        assertThat(reply.said()).startsWith("ERROR INTERNAL").contains("reference ");
        assertThat(reply.text()).doesNotContain("hunter2", "IllegalState", "stackTrace");
    }

    @Test
    void subscriberHearsOfAChangeByItsStream() throws Exception {
        // Given
        String session = GATEWAY.wire(ADA).open();
        GATEWAY.wire(ADA).legacy(session, "resources/subscribe", "{\"uri\":\"promptlooper://note\"}");
        try (InputStream stream = GATEWAY.wire(ADA).stream("GET", "", Map.of("Mcp-Session-Id", session))) {
            BufferedReader events = Wire.reader(stream);
            CompletableFuture<JsonNode> first = Wire.later(events);
            // When
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                TestRegistry.NOTE.incrementAndGet();
                return first.isDone();
            });
            // Then
            assertThat(first.get().path("method").asString("")).isEqualTo("notifications/resources/updated");
            assertThat(first.get().path("params").path("uri").asString("")).isEqualTo("promptlooper://note");
            assertThat(GATEWAY.running().gateway().streams()).isPositive();
        }
    }

    @Test
    void streamThatTakesThePlaceOfAnotherHearsOfChanges() throws Exception {
        // Given
        Wire wire = GATEWAY.wire(ADA);
        String session = wire.open();
        wire.legacy(session, "resources/subscribe", "{\"uri\":\"promptlooper://note\"}");
        Map<String, String> headers = Map.of("Mcp-Session-Id", session);
        try (InputStream first = wire.stream("GET", "", headers);
                InputStream second = wire.stream("GET", "", headers)) {
            assertThat(Wire.next(Wire.reader(first)).isMissingNode()).as("the first one ends").isTrue();
            BufferedReader events = Wire.reader(second);
            CompletableFuture<JsonNode> heard = Wire.later(events);
            // When
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                TestRegistry.NOTE.incrementAndGet();
                return heard.isDone();
            });
            // Then
            assertThat(heard.get().path("method").asString("")).isEqualTo("notifications/resources/updated");
        }
    }

    @Test
    void cancelledCallIsEnded() {
        // Given
        String session = GATEWAY.wire(ADA).open();
        int before = TestRegistry.CANCELLED.get();
        CompletableFuture<Wire.Reply> call = CompletableFuture
                .supplyAsync(() -> GATEWAY.wire(ADA).legacy(session, "tools/call", call("hold_on")));
        await().until(() -> TestRegistry.HOLDING.get() > 0);
        // When
        Wire.Reply reply = GATEWAY.wire(ADA)
                .post(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}",
                        Map.of("Mcp-Session-Id", session));
        // Then
        assertThat(reply.status()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(3)).until(() -> TestRegistry.CANCELLED.get() > before);
        assertThat(call).succeedsWithin(Duration.ofSeconds(5));
    }
}
