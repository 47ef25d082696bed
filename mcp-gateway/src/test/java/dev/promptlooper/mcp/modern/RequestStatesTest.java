package dev.promptlooper.mcp.modern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.protocol.RpcError;
import dev.promptlooper.mcp.protocol.RpcMessage;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

class RequestStatesTest {

    private static final ObjectNode ANSWERS = (ObjectNode) Json.MAPPER
            .readTree("{\"confirm\":{\"action\":\"accept\"}}");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T00:00:00Z"));
    private final RequestStates states = new RequestStates(new byte[32], now::get);
    private final RpcMessage request = call("{\"name\":\"launch\",\"arguments\":{\"a\":1,\"b\":2}}");

    private static RpcMessage call(String params) {
        return RpcMessage.parse(("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":" + params + "}")
                .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void stateOpensForTheSameCallerAndRequest() {
        // Given
        String state = states.seal("key:k1", request, ANSWERS, Set.of("colour"));
        // When
        RpcMessage again = call(
                "{\"arguments\":{\"b\":2,\"a\":1},\"name\":\"launch\",\"inputResponses\":{},\"requestState\":\"x\",\"_meta\":{}}");
        // Then
        assertThat(states.open(state, "key:k1", again))
                .isEqualTo(new RequestStates.State(ANSWERS, Set.of("colour")));
    }

    @Test
    void stateOfSomebodyElseOrOfAnotherRequestIsRefused() {
        // Given
        String state = states.seal("key:k1", request, ANSWERS, Set.of("colour"));
        // Then
        assertRefused(state, "key:k2", request);
        assertRefused(state, "key:k1", call("{\"name\":\"launch\",\"arguments\":{\"a\":1,\"b\":3}}"));
        assertRefused(state, "key:k1", call("{\"name\":\"cancel\",\"arguments\":{\"a\":1,\"b\":2}}"));
        RequestStates other = new RequestStates("another key of thirty-two bytes!".getBytes(StandardCharsets.UTF_8),
                now::get);
        assertThatThrownBy(() -> other.open(state, "key:k1", request)).isInstanceOf(RpcError.class);
    }

    @Test
    void stateIsGoodForTenMinutes() {
        // Given
        String state = states.seal("key:k1", request, ANSWERS, Set.of("colour"));
        now.set(now.get().plus(Duration.ofMinutes(10)).minusSeconds(1));
        assertThat(states.open(state, "key:k1", request).answers()).isEqualTo(ANSWERS);
        // When
        now.set(now.get().plusSeconds(1));
        // Then
        assertRefused(state, "key:k1", request);
    }

    @Test
    void everyChangedCharacterIsNoticed() {
        // Given
        String state = states.seal("key:k1", request, ANSWERS, Set.of("colour"));
        Random random = new Random(7);
        // Then
        for (int i = 0; i < 300; i++) {
            int at = random.nextInt(state.length() - 1); // the last one carries unused bits
            char other = state.charAt(at) == 'A' ? 'B' : 'A';
            assertRefused(state.substring(0, at) + other + state.substring(at + 1), "key:k1", request);
        }
        assertRefused("", "key:k1", request);
        assertRefused(state + "-TAMPERED", "key:k1", request);
        assertRefused(state + "." + state, "key:k1", request);
    }

    private void assertRefused(String state, String owner, RpcMessage of) {
        assertThatThrownBy(() -> states.open(state, owner, of)).isInstanceOfSatisfying(RpcError.class, error -> {
            assertThat(error.code()).isEqualTo(RpcError.INVALID_PARAMS);
            assertThat(error.status()).isEqualTo(400);
        });
    }
}
