package dev.promptlooper.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// The gateway over the wire: the SDK's own client on one side, a stand-in for the REST API on the other.
class McpGatewayTest {

    private static final List<String> REQUESTS = new CopyOnWriteArrayList<>();
    private static HttpServer api;
    private static WebServerApplicationContext gateway;
    private static McpSyncClient client;

    @BeforeAll
    static void start() throws Exception {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            REQUESTS.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            boolean unknown = exchange.getRequestURI().getPath().endsWith("/unknown");
            byte[] answer = (unknown
                    ? "{\"title\":\"Not found\",\"status\":404,\"detail\":\"no sweep 'unknown'; list_sweeps shows what there is\"}"
                    : "{\"items\":[{\"rank\":1,\"score\":0.9}]}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(unknown ? 404 : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        api.start();
        SpringApplication application = new SpringApplication(McpApplication.class);
        application.setDefaultProperties(McpApplication.DEFAULTS);
        gateway = (WebServerApplicationContext) application.run("--server.port=0",
                "--promptlooper.url=http://127.0.0.1:" + api.getAddress().getPort());
        int port = java.util.Objects.requireNonNull(gateway.getWebServer()).getPort();
        client = McpClient
                .sync(HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + port).endpoint("/mcp").build())
                .build();
        client.initialize();
    }

    @AfterAll
    static void stop() {
        client.closeGracefully();
        ((org.springframework.context.ConfigurableApplicationContext) gateway).close();
        api.stop(0);
    }

    @Test
    void agentSeesTheLoopOfASweepInAFixedOrder() {
        assertThat(client.listTools().tools()).extracting("name")
                .containsExactly("list_sweeps", "plan_sweep", "launch_sweep", "get_sweep",
                        "get_leaderboard", "get_verdict", "steer_sweep");
    }

    @Test
    void leaderboardToolIsOneRestCall() {
        // When
        CallToolResult result = client
                .callTool(call("get_leaderboard", Map.of("sweep_id", "a b", "limit", 3)));
        // Then
        assertThat(result.isError()).isFalse();
        assertThat(result.structuredContent()).isEqualTo(Map.of("items", List.of(Map.of("rank", 1, "score", 0.9))));
        assertThat(REQUESTS).contains("GET /api/v1/sweeps/a%20b/leaderboard?limit=3 ");
    }

    @Test
    void steeringSendsTheCommandWithItsExpectedVersion() {
        // When
        client.callTool(call("steer_sweep",
                Map.of("sweep_id", "s1", "op", "prune", "expected_version", 4, "candidates", List.of(2),
                        "idempotency_key", "12345678")));
        // Then
        assertThat(REQUESTS).contains(
                "POST /api/v1/sweeps/s1/commands {\"op\":\"prune\",\"expectedVersion\":4,\"candidates\":[2]}");
    }

    @Test
    void refusalOfTheApiReachesTheAgentInItsOwnWords() {
        // When
        CallToolResult result = client.callTool(call("get_sweep", Map.of("sweep_id", "unknown")));
        // Then
        assertThat(result.isError()).isTrue();
        assertThat(((TextContent) result.content().getFirst()).text())
                .startsWith("ERROR ")
                .contains("no sweep 'unknown'");
    }

    private static CallToolRequest call(String tool, Map<String, Object> arguments) {
        return CallToolRequest.builder(tool).arguments(arguments).build();
    }
}
