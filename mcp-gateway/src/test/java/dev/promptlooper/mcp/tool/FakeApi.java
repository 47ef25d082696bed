package dev.promptlooper.mcp.tool;

import com.sun.net.httpserver.HttpServer;
import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.contracts.access.Role;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.rest.Caller;
import dev.promptlooper.mcp.rest.RestApi;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// A stand-in for the REST API that answers what a test says.
public final class FakeApi implements AutoCloseable {

    public static final Principal ADA = new Principal("ada", null, null, Role.ADMIN.scopes(), null);

    /// @param query parameters
    /// @param body  a missing node without one
    public record Asked(String route, Map<String, String> query, JsonNode body) {}

    /// @param status  HTTP status
    /// @param headers beside the content type
    public record Said(int status, String json, Map<String, String> headers) {
        static Said problem(int status, String json) {
            return new Said(status, json, Map.of());
        }
    }

    private final HttpServer server;
    private final Map<String, Function<Asked, Said>> answers = new LinkedHashMap<>();
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());

    public FakeApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Asked request = new Asked(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath(),
                    query(exchange.getRequestURI()),
                    body.isEmpty() ? Json.MAPPER.missingNode() : Json.MAPPER.readTree(body));
            asked.add(request);
            Said said = answers.entrySet()
                    .stream()
                    .filter(entry -> request.route().matches(entry.getKey()))
                    .findFirst()
                    .map(entry -> entry.getValue().apply(request))
                    .orElseGet(() -> Said.problem(404, "{\"status\":404,\"detail\":\"there is no such thing\"}"));
            byte[] bytes = said.json().getBytes(StandardCharsets.UTF_8);
            said.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(said.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new LinkedHashMap<>();
        if (uri.getQuery() != null) {
            Arrays.stream(uri.getQuery().split("&", -1))
                    .map(pair -> pair.split("=", 2))
                    .forEach(pair -> query.put(pair[0], pair[1]));
        }
        return query;
    }

    /// @param route regular expression over `GET /path`
    FakeApi on(String route, Function<Asked, Said> answer) {
        answers.put(route, answer);
        return this;
    }

    public FakeApi says(String route, String json) {
        return on(route, request -> new Said(200, json, Map.of()));
    }

    FakeApi refuses(String route, int status, String problem) {
        return on(route, request -> Said.problem(status, problem));
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    public RestApi api() {
        return new RestApi("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public Caller caller() {
        return new Caller(ADA, api());
    }

    ToolResult call(String tool, String arguments) {
        return call(tool, arguments, ADA);
    }

    ToolResult call(String tool, String arguments, Principal principal) {
        ToolResult result = new ToolRunner().run(Toolbox.tool(tool),
                new Call((ObjectNode) Json.MAPPER.readTree(arguments), api(), principal));
        // As for a client that cannot ask anybody.
        return result instanceof ToolResult.Unconfirmed open ? open.go().get() : result;
    }

    ToolResult.Done done(String tool, String arguments) {
        return switch (call(tool, arguments)) {
            case ToolResult.Done done -> done;
            case ToolResult.Failed failed -> throw new AssertionError(tool + ": " + failed.error().text());
            case ToolResult.Unconfirmed open -> throw new AssertionError(tool + " asks: " + open.question());
        };
    }

    ToolError failed(String tool, String arguments) {
        return switch (call(tool, arguments)) {
            case ToolResult.Done done -> throw new AssertionError(tool + " answered " + done.text());
            case ToolResult.Failed failed -> failed.error();
            case ToolResult.Unconfirmed open -> throw new AssertionError(tool + " asks: " + open.question());
        };
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private record Call(ObjectNode arguments, RestApi api, Principal principal) implements ToolCall {

        @Override
        public void progress(double done, double total, String message) {
            // nobody listens
        }

        @Override
        public boolean cancelled() {
            return false;
        }
    }
}
