package dev.promptlooper.standalone.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.testkit.Repository;
import dev.promptlooper.standalone.runtime.StandaloneInstance;
import dev.promptlooper.standalone.runtime.StandaloneOptions;
import dev.promptlooper.standalone.security.Site.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Promises of `docs/security.md` about data, on an instance whose endpoints repeat their key wherever they can and which has run
/// one sweep on each of them.
class SecurityIT {

    private static final String KEY = "plcanary1d7be04a95c6f2381d7be04a";
    private static final String SECOND = "plsecond77c1a3e05b9d4f6277c1a3e0";
    private static final String QUESTION = "what-is-40-plus-2-marker";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;
    @SuppressWarnings("NullAway.Init")
    private static LeakyEndpoints endpoints;
    @SuppressWarnings("NullAway.Init")
    private static StandaloneInstance instance;
    @SuppressWarnings("NullAway.Init")
    private static CapturedLog log;
    @SuppressWarnings("NullAway.Init")
    private static Site site;
    @SuppressWarnings("NullAway.Init")
    private static LiveEar ear;
    @SuppressWarnings("NullAway.Init")
    private static String sweepId;
    private static final List<Reply> REPLIES = new ArrayList<>();

    @BeforeAll
    static void runASweepOnEveryEndpoint() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), KEY);
        Path second = Files.writeString(folder.resolve("second"), SECOND);
        endpoints = new LeakyEndpoints();
        instance = StandaloneInstance.start(StandaloneOptions.ephemeral(folder.resolve("data"), Map.of())
                .withEndpoints(endpoints.endpoints(key, second)));
        log = new CapturedLog();
        site = Site.of(instance);
        REPLIES.add(site.post("/api/v1/datasets?name=cases&expected=answer", "application/x-ndjson",
                "{\"id\":\"a\",\"question\":\"" + QUESTION + "\",\"answer\":\"42\"}\n"
                        + "{\"id\":\"b\",\"question\":\"and once more\",\"answer\":\"42\"}\n"));
        ear = new LiveEar(site);
        ear.subscribe("sweeps", "system");
        Reply launched = site.post("/api/v1/sweeps", "application/json", Json.write(Map.of("name", "canary", "prompts",
                List.of(Map.of("name", "plain", "messages",
                        List.of(Map.of("role", "user", "content", "{{question}}")))),
                "models", LeakyEndpoints.WAYS.stream().map(way -> way + "/small").toList(), "dataset",
                Map.of("name", "cases"), "scorers", List.of(Map.of("type", "numeric-match")))));
        assertThat(launched.status()).describedAs(launched.body()).isBetween(200, 299);
        sweepId = launched.json().path("sweepId").asString();
        String channel = "sweep:" + sweepId + ":";
        ear.subscribe(channel + "summary", channel + "leaderboard", channel + "cells", channel + "events");
        await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(500)).until(() -> {
            Reply sweep = site.get("/api/v1/sweeps/" + sweepId);
            REPLIES.add(sweep);
            return sweep.status() == 200 && sweep.json().path("finished").asBoolean(false);
        });
        // The last frames come after the rows that REST shows already.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ear.frames()
                        .stream()
                        .anyMatch(frame -> frame.contains("\"ch\":\"" + channel + "summary\"")
                                && frame.contains("\"COMPLETED\"")));
        for (String way : LeakyEndpoints.WAYS) {
            REPLIES.add(site.get("/api/v1/endpoints/" + way + "/health"));
        }
    }

    @AfterAll
    static void stop() {
        ear.close();
        site.close();
        log.close();
        instance.close();
        endpoints.close();
    }

    @Test
    void s43KeysOfEndpointsAreNowhere() throws Exception {
        // Given
        assertThat(endpoints.keys()).containsExactly("Bearer " + KEY + " and " + SECOND);
        REPLIES.addAll(everyAnswer());
        for (String format : List.of("csv", "jsonl", "json")) {
            for (String what : List.of("runs", "leaderboard")) {
                REPLIES.add(site.get("/api/v1/sweeps/" + sweepId + "/export?format=" + format + "&what=" + what));
            }
        }
        // What is searched holds what it should, so the searches find things.
        assertThat(Sinks.topics(instance.bootstrapServers(), QUESTION)).isNotEmpty();
        assertThat(Sinks.database(instance.database(), QUESTION)).isNotEmpty();
        assertThat(log.lines()).anyMatch(line -> line.startsWith("org.apache.hc.client5"));
        assertThat(REPLIES).anyMatch(reply -> reply.text().contains("unauthorized"));
        for (String secret : List.of(KEY, SECOND)) {
            // Then
            assertThat(log.lines()).noneMatch(line -> line.contains(secret));
            assertThat(REPLIES).extracting(Reply::text).noneMatch(text -> text.contains(secret));
            assertThat(Sinks.topics(instance.bootstrapServers(), secret)).isEmpty();
            assertThat(Sinks.database(instance.database(), secret)).isEmpty();
            assertThat(Sinks.files(instance.dataDirectory(), secret)).isEmpty();
        }
    }

    @Test
    void s43KeysOfEndpointsAreInNoFrameOfTheLiveFeed() {
        // Given: frames of the whole sweep, errors of endpoints among them
        String channel = "sweep:" + sweepId + ":";
        for (String name : List.of("sweeps", channel + "summary", channel + "leaderboard", channel + "events")) {
            assertThat(ear.frames("subd", name)).describedAs(name).hasSize(1);
        }
        assertThat(ear.frames("delta", channel + "leaderboard")).isNotEmpty();
        assertThat(ear.frames("delta", channel + "cells")).isNotEmpty();
        assertThat(ear.frames()).anyMatch(frame -> frame.contains("\"system\""));
        // Then
        assertThat(ear.frames()).noneMatch(frame -> frame.contains(KEY) || frame.contains(SECOND));
    }

    @Test
    void s43KeysOfEndpointsAreInNoAnswerToAnAgent() throws Exception {
        // Given
        Reply listed = mcp("tools/list", Map.of());
        assertThat(listed.status()).describedAs(listed.body()).isEqualTo(200);
        JsonNode offer = eventOrJson(listed);
        List<String> answers = new ArrayList<>(List.of(listed.text()));
        // When
        for (JsonNode tool : offer.path("result").path("tools")) {
            if (tool.path("annotations").path("readOnlyHint").asBoolean(false)) {
                Map<String, Object> arguments = new java.util.HashMap<>();
                tool.path("inputSchema").path("properties").propertyNames().forEach(name -> {
                    switch (name) {
                        case "sweep_id", "sweep" -> arguments.put(name, sweepId);
                        case "candidate" -> arguments.put(name, 0);
                        case "name" -> arguments.put(name, "cases");
                        default -> {
                            // the default of the tool
                        }
                    }
                });
                answers.add(
                        mcp("tools/call", Map.of("name", tool.path("name").asString(), "arguments", arguments)).text());
            }
        }
        for (JsonNode resource : eventOrJson(mcp("resources/list", Map.of())).path("result").path("resources")) {
            answers.add(mcp("resources/read", Map.of("uri", resource.path("uri").asString())).text());
        }
        // Then
        assertThat(answers).hasSizeGreaterThan(10).anyMatch(text -> text.contains("canary"));
        assertThat(answers).noneMatch(text -> text.contains(KEY) || text.contains(SECOND));
    }

    /// One request of the era without sessions.
    private static Reply mcp(String method, Map<String, Object> params) throws Exception {
        Map<String, Object> all = new java.util.HashMap<>(params);
        all.put("_meta", Map.of("io.modelcontextprotocol/protocolVersion", "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities", Map.of()));
        Map<String, String> headers = new java.util.HashMap<>(Map.of("Accept", "application/json, text/event-stream",
                "MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method));
        Object name = params.getOrDefault("name", params.get("uri"));
        if (name != null) {
            headers.put("Mcp-Name", String.valueOf(name));
        }
        return site.post(instance.mcpUrl().orElseThrow(), headers,
                Json.write(Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", all)));
    }

    private static JsonNode eventOrJson(Reply reply) {
        String body = reply.body();
        int data = body.indexOf("data:");
        return Json.read(
                body.startsWith("{") || data < 0 ? body : body.substring(data + 5).lines().findFirst().orElse("{}"),
                JsonNode.class);
    }

    @Test
    void s49ServersOfASingleMachineListenOnLoopbackOnly() throws Exception {
        // Given
        List<Integer> ports = List.of(instance.url().getPort(), instance.mcpUrl().orElseThrow().getPort(),
                Integer.parseInt(instance.bootstrapServers().replaceAll(".*:", "")),
                Integer.parseInt(instance.jdbcUrl().replaceAll(".*:([0-9]+)/.*", "$1")));
        List<InetAddress> others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();
        for (int port : ports) {
            for (InetAddress address : others) {
                // Then
                assertThatIOException().describedAs(address + " " + port).isThrownBy(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(address, port), 500);
                    }
                });
            }
        }
    }

    @Test
    void s49DatabaseWantsItsPassword() {
        for (String password : List.of("", "postgres", "promptlooper")) {
            assertThatException().isThrownBy(() -> DriverManager
                    .getConnection(instance.jdbcUrl(), instance.database().user(), password)
                    .close()).withMessageContaining("password");
        }
    }

    @Test
    void s40NoPathLeadsToAFile() throws Exception {
        // Given
        String password = Files.readString(instance.dataDirectory().resolve("postgres.password")).strip();
        List<String> payloads = List.of("..%2f..%2f..%2f..%2fetc%2fpasswd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
                "..%5c..%5cetc%5cpasswd", "%2fetc%2fpasswd", "..%252f..%252fetc%252fpasswd",
                "%c0%ae%c0%ae%c0%afetc%c0%afpasswd", "file:%2f%2f%2fetc%2fpasswd", "x%00.json", "%00",
                "..;%2fetc%2fpasswd",
                "postgres.password", "..%2fpostgres.password", "~%2f.ssh%2fid_rsa",
                "a".repeat(3_000), "%0d%0aSet-Cookie:%20a=b", "x%23y");
        Set<String> paths = new LinkedHashSet<>(
                List.of("/{x}", "/assets/{x}", "/api/{x}", "/api/v1/{x}", "/actuator/{x}",
                        "/fonts/{x}", "/api/v1/openapi/{x}", "/api/v1/schemas/{x}"));
        getRoutes().keySet().stream().filter(path -> path.contains("{")).forEach(paths::add);
        for (String path : paths) {
            for (String payload : payloads) {
                // When
                Reply reply = site.get(path.replaceFirst("\\{\\w+}", payload).replaceAll("\\{\\w+}", "x"));
                // Then
                assertThat(reply.status()).describedAs(path + " with " + payload).isNotEqualTo(500);
                assertThat(reply.text()).describedAs(path + " with " + payload)
                        .doesNotContain("root:x:", "root:*:", password, "\tat dev.promptlooper", "\tat java.base");
                if (path.startsWith("/api/v1/")) {
                    assertThat(reply.status()).describedAs(path + " with " + payload).isBetween(400, 499);
                }
                assertThat(reply.headers().toLowerCase(java.util.Locale.ROOT)).doesNotContain("set-cookie=[a=b");
            }
        }
        for (String name : payloads) {
            Reply upload = site.post("/api/v1/datasets?name=" + name, "application/x-ndjson", "{\"q\":\"x\"}\n");
            assertThat(upload.status()).describedAs(name).isBetween(200, 499);
        }
        assertThat(Files.exists(folder.resolve("etc"))).isFalse();
    }

    @Test
    void s44TextInAParameterNeverReachesTheStatement() throws Exception {
        // Given
        List<String> payloads = List.of("' OR '1'='1", "x') UNION SELECT 1; DROP TABLE results.run; --",
                "score; SELECT pg_sleep(20)", "\0", "99999999999999999999", "-1", "NaN");
        for (Map.Entry<String, List<String>> route : getRoutes().entrySet()) {
            String path = route.getKey().replace("{sweepId}", sweepId).replaceAll("\\{\\w+}", "0");
            for (String parameter : route.getValue()) {
                for (String payload : payloads) {
                    // When
                    Reply reply = site
                            .get(path + "?" + parameter + "=" + URLEncoder.encode(payload, StandardCharsets.UTF_8));
                    // Then
                    assertThat(reply.status())
                            .describedAs(path + " with " + parameter + "=" + payload + ": " + reply.body())
                            .isBetween(200, 499);
                    assertThat(reply.body()).doesNotContain("PSQLException", "syntax error");
                }
            }
        }
        assertThat(site.get("/api/v1/sweeps/" + sweepId + "/runs").json().path("items").size()).isPositive();
    }

    @Test
    void s49OperatorsFunctionsOfTheFrameworkAreOff() throws Exception {
        for (String name : List.of("env", "heapdump", "threaddump", "loggers", "beans", "configprops", "mappings",
                "shutdown", "httpexchanges", "scheduledtasks", "caches", "flyway", "startup", "logfile", "jolokia",
                "prometheus", "metrics", "sbom")) {
            Reply reply = site.get("/actuator/" + name);
            assertThat(reply.status()).describedAs(name).isBetween(400, 499);
        }
        assertThat(site.get("/actuator/health").text()).doesNotContain("postgres.password", "jdbc:");
    }

    /// Every GET that the documents know, with the sweep of this test where there is one to name.
    private static List<Reply> everyAnswer() throws Exception {
        List<Reply> replies = new ArrayList<>();
        JsonNode run = site.get("/api/v1/sweeps/" + sweepId + "/runs").json().path("items");
        List<String> runs = new ArrayList<>();
        run.forEach(item -> runs.add(item.path("runId").asString()));
        for (String path : getRoutes().keySet()) {
            replies.add(site.get(path.replace("{sweepId}", sweepId)
                    .replace("{candidate}", "0")
                    .replace("{runId}", runs.isEmpty() ? "x" : runs.getFirst())
                    .replaceFirst("/endpoints/\\{name}", "/endpoints/echo")
                    .replaceAll("\\{\\w+}", "cases")));
        }
        for (String id : runs) {
            replies.add(site.get("/api/v1/runs/" + id));
        }
        replies.add(site.get("/api/v1/poll?topics=sweep:" + sweepId));
        replies.add(site.get("/actuator/health"));
        replies.add(site.get("/no-such-page"));
        return replies;
    }

    /// Path of every GET that answers at once, from the documents → names of its query parameters.
    private static Map<String, List<String>> getRoutes() throws IOException {
        Map<String, List<String>> routes = new java.util.TreeMap<>();
        for (String document : List.of("commands", "queries", "scorers", "access")) {
            JsonNode root = new YAMLMapper()
                    .readTree(Files.readString(Repository.file("docs/openapi/" + document + ".yaml")));
            root.path("paths").forEachEntry((path, item) -> {
                if (item.has("get") && !path.contains("live") && !path.endsWith("/wait")) {
                    List<String> names = routes.computeIfAbsent(path, _ -> new ArrayList<>());
                    for (JsonNode parameter : item.path("get").path("parameters")) {
                        JsonNode resolved = parameter.has("$ref")
                                ? root.at(parameter.path("$ref").asString().substring(1))
                                : parameter;
                        if (resolved.path("in").asString().equals("query")) {
                            names.add(resolved.path("name").asString());
                        }
                    }
                }
            });
        }
        assertThat(routes).hasSizeGreaterThan(30);
        return routes;
    }
}
