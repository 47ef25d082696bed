package dev.promptlooper.standalone.security;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.ModelPrice;
import dev.promptlooper.contracts.endpoint.SecretRef;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Endpoints on loopback that misbehave, each in its own way, and repeat the key that they are sent wherever they can.
final class LeakyEndpoints implements AutoCloseable {

    /// How they answer; the name is that of the endpoint.
    static final List<String> WAYS = List.of("fine", "echo", "unauthorized", "throttled", "broken", "refusing",
            "garbage",
            "erring", "moved", "silent", "cut");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> keys = ConcurrentHashMap.newKeySet();

    LeakyEndpoints() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /// One endpoint for each way.
    ///
    /// @param key    file with the key
    /// @param header file with a second key, sent in a header of its own
    List<Endpoint> endpoints(Path key, Path header) {
        return WAYS.stream()
                .map(way -> new Endpoint(way, "http://127.0.0.1:" + server.getAddress().getPort() + "/" + way + "/v1",
                        SecretRef.parse("file:" + key), Map.of("X-Second-Key", "file:" + header), 4, null, null,
                        Duration.ofSeconds(1), 2, 64, Map.of("*", new ModelPrice(1, 2))))
                .toList();
    }

    /// The values that came in, to be sure that there was something to leak.
    Set<String> keys() {
        return keys;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String said = exchange.getRequestHeaders().getFirst("Authorization") + " and "
                    + exchange.getRequestHeaders().getFirst("X-Second-Key");
            keys.add(said);
            exchange.getResponseHeaders().set("X-Key", said);
            String path = exchange.getRequestURI().getPath();
            if (path.endsWith("/models")) {
                answer(exchange, 200, "{\"data\":[{\"id\":\"small\"},{\"id\":\"" + said + "\"}]}");
                return;
            }
            String error = "{\"error\":{\"message\":\"the key is " + said + "\",\"code\":\"" + said + "\"}}";
            switch (path.split("/")[1]) {
                case "fine" -> answer(exchange, 200, completion("42"));
                case "echo" -> answer(exchange, 200, completion("you sent " + said));
                case "unauthorized" -> answer(exchange, 401, error);
                case "throttled" -> answer(exchange, 429, error);
                case "broken" -> answer(exchange, 500, error);
                case "refusing" -> answer(exchange, 400, error);
                case "garbage" -> answer(exchange, 200, "<html>" + said + "</html>");
                case "erring" -> answer(exchange, 200, error);
                case "moved" -> {
                    exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/?" + said.replace(' ', '+'));
                    answer(exchange, 302, said);
                }
                case "silent" -> sleep();
                default -> {
                    exchange.sendResponseHeaders(200, 5_000);
                    exchange.getResponseBody().write(said.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    private static String completion(String text) {
        return "{\"model\":\"" + text + "\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"" + text
                + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}";
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
