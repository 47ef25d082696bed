package dev.promptlooper.mcp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Random;

class RpcMessageTest {

    private static final byte[] CALL = "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}}"
            .getBytes(StandardCharsets.UTF_8);

    @Test
    void requestNotificationAndResponseAreToldApart() {
        assertThat(RpcMessage.parse(CALL).isRequest()).isTrue();
        assertThat(parse("{\"jsonrpc\":\"2.0\",\"method\":\"m\"}").isRequest()).isFalse();
        assertThat(parse("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}").method()).isNull();
    }

    @Test
    void anythingElseIsRefusedAndNeverAFault() {
        for (int seed = 0; seed < 2_000; seed++) {
            // Given
            Random random = new Random(seed);
            byte[] broken = CALL.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            // When
            try {
                RpcMessage.parse(broken);
            } catch (RpcError e) {
                // Then
                assertThat(e.status()).as("seed " + seed).isEqualTo(400);
            }
        }
    }

    @Test
    void errorsNeverRepeatTheBody() {
        assertThatThrownBy(() -> parse("{\"secret-word\": tru")).isInstanceOf(RpcError.class)
                .hasMessageNotContaining("secret-word");
    }

    @Test
    void wordsOfClientsAreQuotedCutAndWithoutControlCharacters() {
        assertThat(Quoted.of("a\nb\u202ec")).isEqualTo("'a b c'");
        assertThat(Quoted.of("x".repeat(500))).hasSize(83);
    }

    private static RpcMessage parse(String text) {
        return RpcMessage.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
