package dev.promptlooper.executor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// An OpenAI-compatible server on loopback that counts calls per config hash and answers as told.
public final class FakeEndpoint implements AutoCloseable {

    public static final String ANSWER = "{\"model\":\"m1\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"42\"},"
            + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, AtomicInteger> callsByHash = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();
    private volatile Behaviour behaviour = (exchange, _) -> answer(exchange, 200, ANSWER);

    public FakeEndpoint() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    public FakeEndpoint behaving(Behaviour newBehaviour) {
        behaviour = newBehaviour;
        return this;
    }

    /// Answers after a while.
    public FakeEndpoint slow(Duration latency) {
        return behaving((exchange, _) -> {
            sleep(latency);
            answer(exchange, 200, ANSWER);
        });
    }

    public Map<String, AtomicInteger> callsByHash() {
        return callsByHash;
    }

    public int calls() {
        return callsByHash.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    public List<Request> requests() {
        return requests;
    }

    public int peakConcurrency() {
        return peak.get();
    }

    public int inFlight() {
        return inFlight.get();
    }

    public static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    public static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        peak.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String hash = String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            callsByHash.computeIfAbsent(hash, _ -> new AtomicInteger()).incrementAndGet();
            requests.add(new Request(hash, new String(body, StandardCharsets.UTF_8),
                    Map.copyOf(exchange.getRequestHeaders())));
            behaviour.handle(exchange, new String(body, StandardCharsets.UTF_8));
        } finally {
            inFlight.decrementAndGet();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /// What the server does with a request.
    public interface Behaviour {
        void handle(HttpExchange exchange, String body) throws IOException;
    }

    /// A request as it came in.
    public record Request(String hash, String body, Map<String, List<String>> headers) {}
}
