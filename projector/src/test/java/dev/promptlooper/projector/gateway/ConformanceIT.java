package dev.promptlooper.projector.gateway;

import static dev.promptlooper.projector.gateway.RawSocket.BINARY;
import static dev.promptlooper.projector.gateway.RawSocket.CLOSE;
import static dev.promptlooper.projector.gateway.RawSocket.CONTINUATION;
import static dev.promptlooper.projector.gateway.RawSocket.PING;
import static dev.promptlooper.projector.gateway.RawSocket.PONG;
import static dev.promptlooper.projector.gateway.RawSocket.TEXT;
import static dev.promptlooper.projector.gateway.RawSocket.frame;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.zaxxer.hikari.HikariDataSource;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.testkit.TestPostgres;
import dev.promptlooper.projector.ProjectorFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/// The WebSocket protocol (RFC 6455) on the wire, and clients that do not keep to it or to ours.
class ConformanceIT {

    private static final TestKafka KAFKA = TestKafka.start(Path.of("target", "conformance"));
    private static final HikariDataSource DATABASE = ProjectorFixture.pool(TestPostgres.newDatabase());
    private static final LiveApp APP = LiveApp.start(KAFKA.settings(), DATABASE, LiveApp.QUICK);
    private static final byte[] HELLO = "{\"t\":\"hello\",\"v\":1}".getBytes(UTF_8);
    private static final byte[] SUB = "{\"t\":\"sub\",\"id\":1,\"ch\":\"sweeps\"}".getBytes(UTF_8);

    @AfterAll
    static void everythingIsGivenBack() {
        APP.awaitNobody();
        APP.close();
        DATABASE.close();
        KAFKA.close();
    }

    private static byte[] closing(int code, String reason) {
        byte[] text = reason.getBytes(UTF_8);
        return ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array();
    }

    private static byte[] both(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }

    static Stream<Arguments> violations() {
        byte[] bad = {'"', (byte) 0xC3, (byte) 0x28, '"'};
        Stream<Arguments> opcodes = Stream.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
                .map(opcode -> argumentSet("reserved opcode " + opcode, frame(0x80 | opcode, true, HELLO), 1002));
        Stream<Arguments> codes = Stream.of(0, 999, 1004, 1005, 1006, 1016, 2999)
                .map(code -> argumentSet("close with " + code, frame(0x80 | CLOSE, true, closing(code, "")), 1002));
        return Stream.of(opcodes, codes, Stream.of(
                argumentSet("unmasked", frame(0x80 | TEXT, false, HELLO), 1002),
                argumentSet("RSV1", frame(0xC0 | TEXT, true, HELLO), 1002),
                argumentSet("RSV2", frame(0xA0 | TEXT, true, HELLO), 1002),
                argumentSet("RSV3", frame(0x90 | TEXT, true, HELLO), 1002),
                argumentSet("ping in parts", frame(PING, true, HELLO), 1002),
                argumentSet("ping of 126 bytes", frame(0x80 | PING, true, new byte[126]), 1002),
                argumentSet("close of 1 byte", frame(0x80 | CLOSE, true, new byte[1]), 1002),
                argumentSet("continuation of nothing", frame(0x80 | CONTINUATION, true, HELLO), 1002),
                argumentSet("message within a message", both(frame(TEXT, true, HELLO), frame(0x80 | TEXT, true, HELLO)),
                        1002),
                argumentSet("text that is not UTF-8", frame(0x80 | TEXT, true, bad), 1007),
                argumentSet("text that ends within a character", frame(0x80 | TEXT, true, Arrays.copyOf(bad, 2)), 1007),
                argumentSet("surrogate in UTF-8",
                        frame(0x80 | TEXT, true, new byte[]{'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'}), 1007),
                argumentSet("binary", frame(0x80 | BINARY, true, HELLO), 4400),
                argumentSet("empty text", frame(0x80 | TEXT, true, new byte[0]), 4400),
                argumentSet("no JSON", frame(0x80 | TEXT, true, "hello".getBytes(UTF_8)), 4400),
                argumentSet("deep nesting", frame(0x80 | TEXT, true, "[".repeat(8_000).getBytes(UTF_8)), 4400),
                argumentSet("unknown frame", frame(0x80 | TEXT, true, "{\"t\":\"publish\"}".getBytes(UTF_8)), 4400),
                argumentSet("8 KiB and one byte",
                        frame(0x80 | TEXT, true, new String(new char[8_193]).replace('\0', ' ')
                                .getBytes(UTF_8)),
                        4413),
                argumentSet("1 MB", frame(0x80 | TEXT, true, " ".repeat(1 << 20).getBytes(UTF_8)), 4413),
                argumentSet("large binary", frame(0x80 | BINARY, true, new byte[2_000]), 4400),
                argumentSet("large for its bytes only",
                        frame(0x80 | TEXT, true, "\u20ac".repeat(2_731).getBytes(UTF_8)),
                        4413),
                argumentSet("large in parts", both(frame(TEXT, true, " ".repeat(8_000).getBytes(UTF_8)),
                        frame(CONTINUATION, true, " ".repeat(500).getBytes(UTF_8))), 4413)))
                .flatMap(cases -> cases);
    }

    @ParameterizedTest
    @MethodSource("violations")
    void violationsAreAnsweredWithTheRightCode(byte[] bytes, int code) throws IOException {
        try (RawSocket socket = APP.socket()) {
            socket.await("welcome");
            try {
                socket.bytes(bytes);
            } catch (IOException e) {
                // closed while we were still writing
            }
            assertThat(socket.awaitClose()).isEqualTo(code);
        }
    }

    static Stream<Arguments> fragments() {
        return Stream.of(argumentSet("whole", List.of(frame(0x80 | TEXT, true, SUB))),
                argumentSet("two parts",
                        List.of(frame(TEXT, true, Arrays.copyOf(SUB, 9)),
                                frame(0x80 | CONTINUATION, true, Arrays.copyOfRange(SUB, 9, SUB.length)))),
                argumentSet("an empty part in between",
                        List.of(frame(TEXT, true, Arrays.copyOf(SUB, 9)), frame(CONTINUATION, true, new byte[0]),
                                frame(0x80 | CONTINUATION, true, Arrays.copyOfRange(SUB, 9, SUB.length)))),
                argumentSet("a ping in between",
                        List.of(frame(TEXT, true, Arrays.copyOf(SUB, 9)), frame(0x80 | PING, true, HELLO),
                                frame(0x80 | CONTINUATION, true, Arrays.copyOfRange(SUB, 9, SUB.length)))),
                argumentSet("an unasked pong before",
                        List.of(frame(0x80 | PONG, true, HELLO), frame(0x80 | TEXT, true, SUB))),
                argumentSet("as large as may be",
                        List.of(frame(0x80 | TEXT, true,
                                (new String(SUB, UTF_8) + " ".repeat(8_192 - SUB.length)).getBytes(UTF_8)))),
                argumentSet("64-bit length", List.of(longForm(SUB))),
                argumentSet("byte by byte", Stream.iterate(0, i -> i + 1)
                        .limit(frame(0x80 | TEXT, true, SUB).length)
                        .map(i -> new byte[]{frame(0x80 | TEXT, true, SUB)[i]})
                        .toList()));
    }

    private static byte[] longForm(byte[] payload) {
        byte[] usual = frame(0x80 | TEXT, true, payload);
        return ByteBuffer.allocate(usual.length + 8)
                .put(usual[0])
                .put((byte) 0xFF)
                .putLong(payload.length)
                .put(usual, 2, usual.length - 2)
                .array();
    }

    @ParameterizedTest
    @MethodSource("fragments")
    void messagesArriveHoweverTheyAreCut(List<byte[]> writes) throws IOException {
        try (RawSocket socket = APP.socket()) {
            for (byte[] bytes : writes) {
                socket.bytes(bytes);
            }
            assertThat(socket.await("subd").path("ch").asString()).isEqualTo("sweeps");
        }
    }

    @Test
    void pingIsAnsweredWithItsPayload() throws IOException {
        try (RawSocket socket = APP.socket()) {
            socket.await("welcome");
            socket.send(PING, true, HELLO);
            RawSocket.Received pong = socket.receive();
            while (pong.opcode() != PONG) {
                pong = socket.receive();
            }
            assertThat(pong.payload()).isEqualTo(HELLO);
        }
    }

    @Test
    void closeIsAnsweredWithTheSameCode() throws IOException {
        for (int code : new int[]{1000, 1001, 3000, 4999}) {
            try (RawSocket socket = APP.socket()) {
                socket.await("welcome");
                socket.send(CLOSE, true, closing(code, "bye"));
                assertThat(socket.awaitClose()).isEqualTo(code);
            }
        }
    }

    @Test
    void upgradeChoosesTheProtocolAndNoExtension() throws IOException {
        try (RawSocket socket = new RawSocket(APP.port(), Map.of("Sec-WebSocket-Protocol",
                "promptlooper.v1, ticket.abc", "Sec-WebSocket-Extensions", "permessage-deflate"))) {
            assertThat(socket.status()).isEqualTo(101);
            assertThat(socket.header("sec-websocket-protocol")).isEqualTo("promptlooper.v1");
            assertThat(socket.header("sec-websocket-extensions")).isNull();
            assertThat(socket.header("sec-websocket-accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(argumentSet("foreign origin", Map.of("Origin", "https://evil.test"), 403),
                argumentSet("null origin", Map.of("Origin", "null"), 403),
                argumentSet("origin that begins like ours", Map.of("Origin", "http://localhost.evil.test"), 403),
                argumentSet("origin with a user", Map.of("Origin", "http://localhost@evil.test"), 403),
                argumentSet("rebound name", Map.of("Host", "evil.test:8400"), 421),
                argumentSet("rebound name with its own origin",
                        Map.of("Host", "evil.test", "Origin", "http://evil.test"),
                        421),
                argumentSet("no protocol", Map.of("Sec-WebSocket-Protocol", ""), 400),
                argumentSet("another protocol", Map.of("Sec-WebSocket-Protocol", "graphql-ws"), 400),
                argumentSet("another version", Map.of("Sec-WebSocket-Version", "8"), 426),
                argumentSet("no key", Map.of("Sec-WebSocket-Key", ""), 400),
                argumentSet("no upgrade", Map.of("Upgrade", ""), 400));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void upgradesThatMustNotBeAreRefused(Map<String, String> headers, int status) throws IOException {
        try (RawSocket socket = new RawSocket(APP.port(), headers)) {
            assertThat(socket.status()).isEqualTo(status);
        }
    }

    @Test
    void randomBytesNeverHangOrLeak() throws IOException {
        Random random = new Random(3);
        for (int i = 0; i < 100; i++) {
            try (RawSocket socket = APP.socket()) {
                socket.await("welcome");
                byte[] bytes = new byte[random.nextInt(2_000)];
                random.nextBytes(bytes);
                socket.bytes(bytes);
                if (random.nextBoolean()) {
                    socket.kill();
                }
            } catch (IOException e) {
                // closed while we were still writing
            }
        }
    }
}
