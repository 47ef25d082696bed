package dev.promptlooper.executor.caller;

import static dev.promptlooper.executor.caller.HostileServer.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.promptlooper.contracts.egress.EgressGuard;
import dev.promptlooper.contracts.egress.EndpointConnections;
import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.SecretRef;
import dev.promptlooper.contracts.endpoint.Waits;
import dev.promptlooper.contracts.event.CallRequested;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.topic.Limits;
import dev.promptlooper.executor.Fixtures;
import dev.promptlooper.executor.caller.CallOutcome.Failed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/// What a server can do to a call, and where a call can be led. The real HTTP client, real sockets on loopback.
class EgressBoundsTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private static final String KEY = "sk-canary-egress";

    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : open) {
            part.close();
        }
        timer.shutdownNow();
    }

    @Test
    void s31ConnectionGoesToTheAddressThatWasJudged() throws IOException {
        // Given
        HostileServer inside = server(out -> out.write(ascii(OK + "Content-Length: 0\r\n\r\n")));
        AtomicInteger lookups = new AtomicInteger();
        // A server of names whose first answer is permitted and whose later ones are not.
        HttpAttempt http = attempt(Map.of("LLM_ALLOWED_HOSTS", "127.0.0.2"), name -> new InetAddress[]{
            InetAddress.ofLiteral(lookups.getAndIncrement() == 0 ? "127.0.0.2" : "127.0.0.1")});
        Endpoint endpoint = endpoint("http://rebinding.test:" + inside.port() + "/v1", Duration.ofMillis(800));
        // When
        Failed first = failed(http, endpoint);
        Failed second = failed(http, endpoint);
        // Then
        assertThat(first.failure()).isIn(FailureClass.TIMEOUT, FailureClass.CONNECTION);
        assertThat(first.message()).doesNotContain("LLM_ALLOWED_HOSTS");
        assertThat(second.message()).contains("rebinding.test", "127.0.0.1",
                "LLM_ALLOWED_HOSTS=rebinding.test:" + inside.port());
        assertThat(second.retryable()).isFalse();
        assertThat(lookups).hasValue(2);
        assertThat(inside.heads()).isEmpty();
    }

    @Test
    void s31ListedNameIsReachedWithItsNameInTheHostHeader() throws IOException {
        // Given
        HostileServer local = server(out -> out.write(ascii(OK + "Content-Length: 2\r\n\r\n{}")));
        HttpAttempt http = attempt(Map.of("LLM_ALLOWED_HOSTS", "models.test"),
                name -> new InetAddress[]{InetAddress.getLoopbackAddress()});
        // When
        failed(http, endpoint("http://models.test:" + local.port() + "/v1", Duration.ofSeconds(5)));
        // Then
        assertThat(local.heads()).singleElement().asString().contains("Host: models.test:" + local.port());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://2130706433:%d/v1", "http://0x7f000001:%d/v1", "http://127.1:%d/v1",
        "http://0177.0.0.1:%d/v1", "http://0.0.0.0:%d/v1", "http://[::]:%d/v1", "http://169.254.169.254:%d/v1",
        "http://[::ffff:169.254.169.254]:%d/v1", "http://inside.test:%d/v1", "http://inside.test.:%d/v1",
        "http://127.0.0.1.inside.test:%d/v1", "http://localhost.inside.test:%d/v1"})
    void s30RefusedDestinationGetsNoConnection(String url) throws IOException {
        // Given
        HostileServer inside = server(out -> out.write(ascii(OK + "Content-Length: 0\r\n\r\n")));
        HttpAttempt http = attempt(Map.of(), name -> new InetAddress[]{InetAddress.getLoopbackAddress()});
        // When
        Failed failed = failed(http, endpoint(url.formatted(inside.port()), Duration.ofSeconds(5)));
        // Then
        assertThat(failed.message()).containsAnyOf("is not connected to", "is not written as one");
        assertThat(failed.message()).doesNotContain("canary");
        assertThat(inside.heads()).isEmpty();
    }

    @Test
    void malformedListOfHostsStopsTheStart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EgressGuard.fromEnvironment(Map.of("LLM_ALLOWED_HOSTS", "http://ollama")))
                .withMessageContaining("LLM_ALLOWED_HOSTS")
                .withMessageContaining("http://ollama");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void s32RedirectIsNotFollowedAndTheKeyStays(int status) throws IOException {
        // Given
        HostileServer target = server(out -> out.write(ascii(OK + "Content-Length: 0\r\n\r\n")));
        HostileServer first = server(out -> out.write(ascii("HTTP/1.1 " + status + " Moved\r\nLocation: " + target.url()
                + "/chat/completions\r\nContent-Length: 0\r\n\r\n")));
        // When
        Failed failed = failed(attempt(), endpoint(first.url(), Duration.ofSeconds(5)));
        // Then
        assertThat(failed.message()).contains("redirect", "not followed");
        assertThat(failed.retryable()).isFalse();
        assertThat(first.heads()).singleElement().asString().contains("Authorization: Bearer " + KEY);
        assertThat(target.heads()).isEmpty();
    }

    @Test
    void s33BodyBeyondTheCapFailsWhateverTheServerDeclares() throws IOException {
        assertThat(answered(OK + "Content-Length: 1000000000\r\n\r\n", HostileServer.ascii("x")).failure())
                .isEqualTo(FailureClass.RESPONSE_TOO_LARGE);
        assertThat(failed(attempt(), endpoint(server(out -> {
            out.write(ascii(OK + "Transfer-Encoding: chunked\r\n\r\n"));
            endless(out, ascii("8000\r\n" + " ".repeat(0x8000) + "\r\n"));
        }).url(), Duration.ofSeconds(20))).failure()).isEqualTo(FailureClass.RESPONSE_TOO_LARGE);
        assertThat(failed(attempt(), endpoint(server(out -> {
            out.write(ascii(OK + "Connection: close\r\n\r\n"));
            endless(out, new byte[1 << 16]);
        }).url(), Duration.ofSeconds(20))).failure()).isEqualTo(FailureClass.RESPONSE_TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource({"gzip, 200000", "deflate, 200000", "gzip, 50000000", "deflate, 1000000000"})
    void s33BombIsDefusedBeforeItInflates(String encoding, int bytes) throws IOException {
        // When
        Failed failed = answered(OK + "Content-Encoding: " + encoding + "\r\nConnection: close\r\n\r\n",
                compressed(encoding, Math.min(bytes, 50_000_000)));
        // Then
        assertThat(failed.failure()).isEqualTo(FailureClass.MALFORMED_RESPONSE);
        assertThat(failed.message()).contains("100 times");
    }

    @Test
    void s33EncodingThatNobodyAskedForOrDamagedDataFailsCleanly() throws IOException {
        assertThat(answered(OK + "Content-Encoding: br\r\nContent-Length: 2\r\n\r\n", ascii("{}")).failure())
                .isEqualTo(FailureClass.MALFORMED_RESPONSE);
        assertThat(answered(OK + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n", ascii("{}")).failure())
                .isIn(FailureClass.MALFORMED_RESPONSE, FailureClass.CONNECTION);
    }

    @Test
    void s33HeadersAreBounded() throws IOException {
        // Given
        String line = "X-Filler: " + "x".repeat(1_000) + "\r\n";
        // Then
        assertThat(answered(OK + line.repeat(80), ascii("Content-Length: 0\r\n\r\n")).message()).contains("64 KiB");
        assertThat(answered(OK + "X: " + "x".repeat(20_000), ascii("\r\n\r\n")).message()).contains("64 KiB");
        assertThat(answered(OK + "a: b\r\n".repeat(300), ascii("\r\n")).message()).contains("64 KiB");
        assertThat(failed(attempt(), endpoint(server(out -> {
            out.write(ascii(OK));
            endless(out, ascii(line));
        }).url(), Duration.ofSeconds(20))).message()).contains("64 KiB");
        assertThat(answered(OK + line.repeat(30) + "Content-Length: 2\r\n\r\n", ascii("{}")).failure())
                .isEqualTo(FailureClass.MALFORMED_RESPONSE); // read, and no completion
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n", OK + "Content-Length: 5000\r\n\r\n",
        OK + "Transfer-Encoding: chunked\r\n\r\n"})
    void s33OneByteAtATimeEndsWithTheTimeout(String start) throws IOException {
        // Given
        HostileServer slow = server(out -> {
            out.write(ascii(start));
            for (int i = 0; i < 500; i++) {
                out.write(ascii(
                        start.endsWith("chunked\r\n\r\n") ? "1\r\n \r\n" : start.endsWith("\r\n\r\n") ? " " : "x"));
                out.flush();
                Thread.sleep(50);
            }
        });
        // When
        Failed failed = failed(attempt(), endpoint(slow.url(), Duration.ofMillis(400)));
        // Then
        assertThat(failed.failure()).isEqualTo(FailureClass.TIMEOUT);
        assertThat(failed.message()).contains("0.4 s");
    }

    @Test
    void s33PauseInTheMiddleOfAnAnswerEndsIt() throws IOException {
        // Given
        HostileServer pausing = server(out -> {
            out.write(ascii(OK + "Content-Length: 5000\r\n\r\n{"));
            out.flush();
            Thread.sleep(5_000);
        });
        // When
        Failed failed = failed(attempt(), endpoint(pausing.url(), Duration.ofSeconds(30),
                new Waits(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMillis(300))));
        // Then
        assertThat(failed.failure()).isEqualTo(FailureClass.TIMEOUT);
        assertThat(failed.message()).contains("0.3 s", "idle-seconds");
    }

    @Test
    void s33DrippingAnswerLivesOnItsBytesUntilTheWholeTimeIsOver() throws IOException {
        // Given
        HostileServer dripping = server(out -> {
            out.write(ascii(OK + "Content-Length: 5000\r\n\r\n"));
            for (int i = 0; i < 500; i++) {
                out.write(' ');
                out.flush();
                Thread.sleep(20);
            }
        });
        // When
        Failed failed = failed(attempt(), endpoint(dripping.url(), Duration.ofMillis(1_500),
                new Waits(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMillis(700))));
        // Then: neither the wait for the first byte nor that for the next one, although both are shorter
        assertThat(failed.message()).contains("1.5 s", "timeout-seconds");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n", OK + "Content-Length: 5000\r\n\r\n"})
    void s33AnswerThatDoesNotBeginEndsTheAttempt(String start) throws IOException {
        // Given: silence, half a head, and a head that was sent before the model began to think
        HostileServer silent = server(out -> {
            out.write(ascii(start));
            out.flush();
            Thread.sleep(5_000);
        });
        // When
        Failed failed = failed(attempt(), endpoint(silent.url(), Duration.ofSeconds(30),
                new Waits(Duration.ofSeconds(10), Duration.ofMillis(400), Duration.ofMillis(100))));
        // Then
        assertThat(failed.failure()).isEqualTo(FailureClass.TIMEOUT);
        assertThat(failed.message()).contains("0.4 s", "first-byte-seconds");
    }

    @Test
    void s33AddressThatDoesNotAnswerIsGivenUpAfterTheTimeForConnecting() throws IOException {
        // Given: a server that accepts nobody and whose queue is full, so that the system does not answer for it
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full);
            // When
            Failed failed = failed(attempt(), endpoint("http://127.0.0.1:" + full.getLocalPort() + "/v1",
                    Duration.ofSeconds(30),
                    new Waits(Duration.ofMillis(200), Duration.ofSeconds(30), Duration.ofSeconds(30))));
            // Then
            assertThat(failed.failure()).isEqualTo(FailureClass.CONNECTION);
            assertThat(failed.message()).contains("does not accept connections", "no answer within 0.2 s");
        }
    }

    private void fill(ServerSocket server) throws IOException {
        for (int i = 0; i < 10; i++) {
            Socket waiting = new Socket();
            open.add(waiting);
            try {
                waiting.connect(server.getLocalSocketAddress(), 200);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
    }

    @Test
    void s33HeapStaysFlatUnderAttack() throws IOException {
        // Given
        byte[] bomb = compressed("gzip", 50_000_000);
        AtomicInteger turn = new AtomicInteger();
        HostileServer server = server(out -> {
            switch (turn.getAndIncrement() % 3) {
                case 0 -> {
                    out.write(ascii(OK + "Content-Encoding: gzip\r\nConnection: close\r\n\r\n"));
                    out.write(bomb);
                }
                case 1 -> {
                    out.write(ascii(OK + "Connection: close\r\n\r\n"));
                    endless(out, new byte[1 << 16]);
                }
                default -> {
                    out.write(ascii(OK));
                    endless(out, ascii("X-Filler: " + "x".repeat(1_000) + "\r\n"));
                }
            }
        });
        HttpAttempt http = attempt();
        Endpoint endpoint = endpoint(server.url(), Duration.ofSeconds(20));
        failed(http, endpoint);
        long before = usedHeap();
        // When
        for (int i = 0; i < 30; i++) {
            assertThat(failed(http, endpoint).failure()).isIn(FailureClass.MALFORMED_RESPONSE,
                    FailureClass.RESPONSE_TOO_LARGE);
        }
        // Then
        assertThat(usedHeap() - before).isLessThan(20L << 20);
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            runtime.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static void endless(OutputStream out, byte[] piece) throws IOException {
        for (int i = 0; i < 200_000; i++) {
            out.write(piece);
        }
    }

    private static byte[] compressed(String encoding, int bytes) throws IOException {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        try (OutputStream out = encoding.equals("gzip")
                ? new GZIPOutputStream(result)
                : new DeflaterOutputStream(result)) {
            byte[] piece = new byte[100_000];
            for (int i = 0; i < bytes / piece.length; i++) {
                out.write(piece);
            }
        }
        return result.toByteArray();
    }

    private HostileServer server(HostileServer.Answer answer) throws IOException {
        HostileServer server = new HostileServer(answer);
        open.add(server);
        return server;
    }

    private HttpAttempt attempt() {
        return attempt(Map.of(), InetAddress::getAllByName);
    }

    private HttpAttempt attempt(Map<String, String> environment, EgressGuard.NameLookup lookup) {
        HttpAttempt http = new HttpAttempt(new EndpointConnections(EgressGuard.withLookup(environment, lookup)),
                Limits.DEFAULT, Map.of("THE_KEY", KEY), InstantSource.system(), timer,
                System::nanoTime);
        open.addFirst(http);
        return http;
    }

    private static Endpoint endpoint(String url, Duration timeout) {
        return endpoint(url, timeout, Waits.within(timeout));
    }

    private static Endpoint endpoint(String url, Duration timeout, Waits waits) {
        return new Endpoint("e", url, SecretRef.parse("env:THE_KEY"), Map.of(), 4, null, null, timeout, 1, 64,
                Map.of(), waits);
    }

    private Failed answered(String head, byte[] rest) throws IOException {
        return failed(attempt(), endpoint(server(out -> {
            out.write(ascii(head));
            out.write(rest);
        }).url(), Duration.ofSeconds(20)));
    }

    private static Failed failed(HttpAttempt http, Endpoint endpoint) {
        String body = Fixtures.body("what is 40 + 2?");
        CallRequested call = new CallRequested(CallRequested.SCHEMA, ConfigHash.of(body, endpoint.baseUrl(), 0),
                endpoint.name(), endpoint.baseUrl(), "m1", body, "s", 50, null, 0, 1, 1_000);
        return (Failed) http.send(endpoint, call);
    }
}
