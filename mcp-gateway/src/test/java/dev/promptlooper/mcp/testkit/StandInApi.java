package dev.promptlooper.mcp.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.contracts.json.Json;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/// A stand-in for the REST API: it knows keys, makes tokens for them, and answers everything else with what it is told to.
public final class StandInApi implements AutoCloseable {

    private record Key(String user, String id, Set<Scope> scopes) {}

    /// What was asked of it, without exchanges of keys.
    public record Seen(String method, String uri, String authorization, String userAgent) {}

    private final HttpServer server;
    private final Map<String, Key> keys = new ConcurrentHashMap<>();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger exchanges = new AtomicInteger();
    private volatile boolean away;

    private StandInApi(HttpServer server) {
        this.server = server;
    }

    public static StandInApi start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        StandInApi api = new StandInApi(server);
        server.createContext("/", api::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return api;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void key(String secret, String user, String id, Scope... scopes) {
        keys.put(secret, new Key(user, id, Arrays.stream(scopes).collect(Collectors.toUnmodifiableSet())));
    }

    public void revoke(String secret) {
        keys.remove(secret);
    }

    /// From now on it answers nothing but 503, or works again.
    public void away(boolean is) {
        away = is;
    }

    /// What a GET of this path is answered with.
    public void answer(String path, String json) {
        answers.put(path, json);
    }

    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    /// How many keys were exchanged for tokens.
    public int exchanges() {
        return exchanges.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String shown = authorization.replaceFirst("^Bearer ", "");
        Key key = keys.get(tokens.getOrDefault(shown, shown));
        if (away) {
            reply(exchange, 503, "{\"title\":\"away\",\"status\":503}");
        } else if (key == null) {
            reply(exchange, 401, "{\"title\":\"Who is there?\",\"status\":401}");
        } else if (path.equals("/api/v1/auth/token")) {
            exchanges.incrementAndGet();
            String token = "short-lived-" + exchanges.get();
            tokens.put(token, shown);
            reply(exchange, 200, Json.write(person(key).put("token", token)
                    .put("expiresAt", Instant.now().plusSeconds(300).toString())));
        } else if (path.equals("/api/v1/auth/session")) {
            reply(exchange, 200, Json.write(person(key).put("hasPassword", false)));
        } else {
            seen.add(new Seen(exchange.getRequestMethod(), exchange.getRequestURI().toString(), authorization,
                    String.valueOf(exchange.getRequestHeaders().getFirst("User-Agent"))));
            String answer = answers.get(path);
            reply(exchange, answer == null ? 404 : 200,
                    answer == null ? "{\"title\":\"Not found\",\"status\":404}" : answer);
        }
    }

    private static ObjectNode person(Key key) {
        ObjectNode person = Json.MAPPER.createObjectNode().put("user", key.user()).put("keyId", key.id());
        key.scopes().stream().sorted().map(Scope::word).forEach(person.putArray("scopes")::add);
        return person;
    }

    private static void reply(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
