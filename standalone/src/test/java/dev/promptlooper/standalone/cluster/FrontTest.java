package dev.promptlooper.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.http.AllowedHosts;
import com.sun.net.httpserver.HttpServer;
import dev.promptlooper.standalone.cluster.Routes.Target;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;

class FrontTest {

    @SuppressWarnings("NullAway.Init")
    private HttpServer commands;
    @SuppressWarnings("NullAway.Init")
    private ServerSocket queries;
    @SuppressWarnings("NullAway.Init")
    private Front front;
    @SuppressWarnings("NullAway.Init")
    private HttpClient client;

    @BeforeEach
    void start() throws IOException {
        commands = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        commands.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(201, 0); // chunked
            try (var out = exchange.getResponseBody()) {
                out.write((exchange.getRequestMethod() + " " + exchange.getRequestURI() + " ")
                        .getBytes(StandardCharsets.UTF_8));
                out.write(body);
            }
        });
        commands.start();
        queries = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        front = Front.start(0,
                Map.of(Target.COMMANDS, commands.getAddress().getPort(), Target.QUERIES, queries.getLocalPort()),
                AllowedHosts.fromEnvironment(Map.of()));
        client = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        front.close();
        queries.close();
        commands.stop(0);
    }

    @Test
    void requestsAndLargeBodiesPassInBothDirections() throws Exception {
        // Given
        String body = "x".repeat(3 << 20);
        // When
        var response = client.send(
                HttpRequest.newBuilder(uri("/api/v1/prompts?a=1")).POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
        // Then
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEqualTo("POST /api/v1/prompts?a=1 " + body);
    }

    @Test
    void connectionThatChangesProtocolStaysOpenBothWays() throws Exception {
        // Given a backend that upgrades and echoes
        Thread.ofVirtual().start(() -> {
            try (Socket socket = queries.accept()) {
                RequestHead head = RequestHead.read(socket.getInputStream());
                socket.getOutputStream()
                        .write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: "
                                + (head == null ? "" : head.header("Upgrade")) + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().transferTo(socket.getOutputStream());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.port())) {
            // When
            socket.getOutputStream()
                    .write("GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String head = readHead(socket.getInputStream());
            socket.getOutputStream().write("ping".getBytes(StandardCharsets.US_ASCII));
            // Then
            assertThat(head).startsWith("HTTP/1.1 101").contains("Upgrade: websocket");
            assertThat(new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII)).isEqualTo("ping");
        }
    }

    @Test
    void pageIsServedAndOtherFilesAreNot() throws Exception {
        assertThat(get("/").body()).contains("<title>PromptLooper</title>");
        assertThat(get("/sweeps/01KAB/live").body()).contains("<title>PromptLooper</title>");
        assertThat(get("/../promptlooper-logback.xml").body()).doesNotContain("<configuration");
        assertThat(get("/assets/none.js").statusCode()).isEqualTo(404);
    }

    @Test
    void serviceThatIsAwayIsReportedAsSuch() throws Exception {
        // Given
        commands.stop(0);
        // When
        var response = get("/api/v1/prompts");
        // Then
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("2");
    }

    @Test
    void requestOfAForeignPageIsRefused() throws Exception {
        // When
        var response = client.send(
                HttpRequest.newBuilder(uri("/api/v1/prompts")).header("Origin", "http://evil.test").build(),
                BodyHandlers.ofString());
        // Then
        assertThat(response.statusCode()).isEqualTo(403);
    }

    private java.net.http.HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + front.port() + path);
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            text.append((char) in.read());
        }
        return text.toString();
    }
}
