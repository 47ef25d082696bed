package dev.promptlooper.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.mcp.testkit.GatewayUnderTest;
import dev.promptlooper.mcp.testkit.RunningGateway;
import dev.promptlooper.mcp.testkit.StandInApi;
import dev.promptlooper.mcp.testkit.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Map;

/// Who comes in, and what the API hears of it.
class AccessIT {

    private static final String KEY = "pl_reader";
    @RegisterExtension
    private static final GatewayUnderTest GATEWAY = GatewayUnderTest.withTestTools(api -> {
        api.key(KEY, "ada", "k_reader00", Scope.READ);
    });

    @ParameterizedTest
    @CsvSource({"POST, /mcp", "GET, /mcp", "DELETE, /mcp", "POST, /mcp/readonly", "GET, /mcp/readonly",
        "POST, /elsewhere"})
    void nobodyComesInWithoutAKey(String method, String path) {
        // When
        Wire.Reply reply = new Wire(GATEWAY.url() + path, null).send(method, method.equals("POST") ? "{}" : "",
                Map.of());
        // Then
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer realm=\"promptlooper\"")
                .doesNotContain("resource_metadata");
    }

    @Test
    void wrongKeyIsToldWhatIsWrongWithoutRepeatingIt() {
        // When
        Wire.Reply reply = GATEWAY.wire("pl_guessed").tool("look_around");
        // Then
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate")).contains("error=\"invalid_token\"", "error_description=\"");
        assertThat(reply.text()).doesNotContain("pl_guessed");
    }

    @Test
    void keyThatMayNotReadIsToldWhichScopeIsMissing() {
        // Given
        GATEWAY.api().key("pl_runs_only", "ada", "k_runsonly", Scope.RUN);
        // When
        Wire.Reply reply = GATEWAY.wire("pl_runs_only").tool("look_around");
        // Then
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.header("WWW-Authenticate")).contains("error=\"insufficient_scope\"", "scope=\"pl:read\"");
    }

    @Test
    void apiHearsAShortLivedTokenAndTheNameOfTheClientButNeverTheKey() {
        // When
        Wire.Reply reply = GATEWAY.wire(KEY).tool("look_around");
        // Then
        assertThat(reply.body().path("result").path("structuredContent").path("value").size()).isEqualTo(2);
        assertThat(GATEWAY.api().seen()).isNotEmpty().allSatisfy(seen -> {
            assertThat(seen.authorization()).startsWith("Bearer short-lived-").doesNotContain(KEY);
            assertThat(seen.userAgent()).startsWith("promptlooper-mcp/");
        });
        assertThat(GATEWAY.api().seen()).anySatisfy(seen -> assertThat(seen.userAgent()).endsWith("(wire 1)"));
    }

    @Test
    void oneKeyIsExchangedOnceForManyCalls() {
        // Given
        GATEWAY.api().key("pl_busy", "ada", "k_busy0000", Scope.READ);
        GATEWAY.wire("pl_busy").tool("look_around");
        int before = GATEWAY.api().exchanges();
        // When
        for (int i = 0; i < 20; i++) {
            assertThat(GATEWAY.wire("pl_busy").tool("look_around").status()).isEqualTo(200);
        }
        // Then
        assertThat(GATEWAY.api().exchanges()).isEqualTo(before);
    }

    @Test
    void revokedKeyStopsWorkingWithinFiveSeconds() {
        // Given
        GATEWAY.api().key("pl_revoked", "ada", "k_revoked0", Scope.READ);
        assertThat(GATEWAY.wire("pl_revoked").tool("look_around").status()).isEqualTo(200);
        // When
        GATEWAY.api().revoke("pl_revoked");
        // Then
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(GATEWAY.wire("pl_revoked").tool("look_around").status()).isEqualTo(401));
    }

    @Test
    void narrowedKeyLosesItsToolsWithinFiveSeconds() {
        // Given
        GATEWAY.api().key("pl_narrowed", "ada", "k_narrowed", Scope.READ, Scope.WRITE);
        assertThat(GATEWAY.wire("pl_narrowed").tool("add_thing").said()).contains("added");
        // When
        GATEWAY.api().key("pl_narrowed", "ada", "k_narrowed", Scope.READ);
        // Then
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(GATEWAY.wire("pl_narrowed").tool("add_thing").said())
                        .startsWith("ERROR FORBIDDEN_SCOPE"));
    }

    @Test
    void apiThatIsAwayMeansTryLaterNotWrongKey() throws Exception {
        // Given
        try (StandInApi other = StandInApi.start(); RunningGateway lonely = RunningGateway.withTestTools(other)) {
            other.key(KEY, "ada", "k_reader00", Scope.READ);
            Wire wire = new Wire(lonely.url() + "/mcp", KEY);
            assertThat(wire.tool("add_thing").status()).isEqualTo(200);
            // When
            other.away(true);
            // Then
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(wire.tool("look_around").status()).isEqualTo(503));
            other.away(false);
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(wire.tool("add_thing").status()).isEqualTo(200));
        }
    }

    @ParameterizedTest
    @CsvSource({"POST, /mcp, http://evil.example", "GET, /mcp, http://evil.example", "DELETE, /mcp, null",
        "GET, /.well-known/oauth-protected-resource, http://evil.example"})
    void pagesOfOtherOriginsAreRefusedBeforeAnybodyIsAsked(String method, String path, String origin) {
        // When
        Wire.Reply reply = new Wire(GATEWAY.url() + path, KEY).send(method, method.equals("POST") ? "{}" : "",
                Map.of("Origin", origin));
        // Then
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.header("Content-Type")).contains("json");
        assertThat(reply.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"})
    void withoutAnIssuerThereIsNoDocumentThatStartsADance(String path) {
        // When
        Wire.Reply reply = new Wire(GATEWAY.url() + path, null).send("GET", "", Map.of());
        // Then
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body().path("error").asString("")).isEqualTo("no_authorization_server");
    }

    @Test
    void addressThatGuessesKeysHasToWaitButKnownKeysGoOn() throws Exception {
        // Given
        try (StandInApi other = StandInApi.start(); RunningGateway guessed = RunningGateway.withTestTools(other)) {
            other.key(KEY, "ada", "k_reader00", Scope.READ);
            assertThat(new Wire(guessed.url() + "/mcp", KEY).tool("look_around").status()).isEqualTo(200);
            // When
            int status = 401;
            for (int i = 0; i < 40 && status == 401; i++) {
                status = new Wire(guessed.url() + "/mcp", "pl_guess_" + i).tool("look_around").status();
            }
            // Then
            assertThat(status).isEqualTo(429);
            assertThat(new Wire(guessed.url() + "/mcp", KEY).tool("look_around").status()).isEqualTo(200);
        }
    }

    @Test
    void toolsThatSpendMoneyAreLimitedMoreThanThoseThatLook() {
        // Given
        GATEWAY.api().key("pl_spender", "ada", "k_spender0", Scope.READ, Scope.RUN);
        Wire wire = GATEWAY.wire("pl_spender");
        for (int i = 0; i < 10; i++) {
            assertThat(wire.tool("spend_money").said()).contains("spent");
        }
        // When
        Wire.Reply eleventh = wire.tool("spend_money");
        // Then
        assertThat(eleventh.status()).isEqualTo(200);
        assertThat(eleventh.body().path("result").path("isError").asBoolean()).isTrue();
        assertThat(eleventh.said()).startsWith("ERROR RATE_LIMITED").contains("retry_after_ms=", "retryable=true");
        assertThat(wire.tool("look_around").said()).contains("[1,2]");
    }
}
