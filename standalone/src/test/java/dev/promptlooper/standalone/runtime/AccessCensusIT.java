package dev.promptlooper.standalone.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.access.Requirement;
import dev.promptlooper.contracts.access.Route;
import dev.promptlooper.contracts.access.SecurityHeaders;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.testkit.Repository;
import dev.promptlooper.producer.CommandRoutes;
import dev.promptlooper.projector.QueryRoutes;
import dev.promptlooper.scoring.ScorerRoutes;
import dev.promptlooper.standalone.cli.Api;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Everything that answers on the web port, asked by those who may not and in ways it should not be asked.
class AccessCensusIT {

    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS",
            "TRACE", "PROPFIND");
    private static final long MOST_GROWTH = 32L << 20;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path data;
    @SuppressWarnings("NullAway.Init")
    private static StandaloneInstance instance;
    @SuppressWarnings("NullAway.Init")
    private static Http http;
    @SuppressWarnings("NullAway.Init")
    private static Api admin;

    @BeforeAll
    static void start() {
        instance = StandaloneInstance.start(StandaloneOptions.ephemeral(data, Map.of()));
        http = new Http(instance.url().getPort());
        admin = new Api(instance.url(), instance.localKey());
    }

    @AfterAll
    static void stop() {
        admin.close();
        instance.close();
    }

    private static String key(String... scopes) {
        return admin.post("/api/v1/keys", Map.of("name", "census", "scopes", List.of(scopes)))
                .path("secret")
                .asString();
    }

    @Test
    void s01EveryHandlerOfEveryServiceIsInTheTableOfItsService() {
        // Given: what runs, of all handler mappings there are
        Set<String> running = Mappings.of(instance.services().web());
        // Then
        Set<String> table = Stream.of(CommandRoutes.TABLE, QueryRoutes.TABLE, ScorerRoutes.TABLE)
                .flatMap(routes -> routes.all().stream())
                .map(route -> route.name())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(running).contains("GET /api/v1/live", "POST /api/v1/sweeps");
        assertThat(table).as("add it to the routes of its service, with what it asks for").isEqualTo(running);
    }

    @Test
    void s01WhatAnswersAnonymouslyIsOnTheList() throws Exception {
        // Given
        Set<String> allowed = lines("anonymous-routes.txt");
        // Then
        Set<String> anonymously = WebRoutes.TABLE.all()
                .stream()
                .filter(route -> route.requirement() == Requirement.ANONYMOUS)
                .map(Route::name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(anonymously).isEqualTo(allowed);
        for (String pattern : patterns()) {
            for (String method : METHODS) {
                Route route = route(method, pattern);
                boolean anonymous = route != null && route.requirement() == Requirement.ANONYMOUS;
                Http.Answer answer = http.send(method, Mappings.example(pattern), null,
                        method.equals("GET") ? null : "{}");
                if (!anonymous) {
                    assertThat(answer.status()).as("%s %s", method, pattern).isIn(401, 403, 405);
                    assertThat(answer.status() == 405).as("%s %s", method, pattern)
                            .isEqualTo(method.equals("TRACE") || method.equals("PROPFIND"));
                }
                assertThat(answer.head()).as("s14 %s %s", method, pattern)
                        .contains(SecurityHeaders.ALL.keySet());
            }
        }
    }

    @Test
    void s01TooNarrowAKeyIsRefusedEverywhere() throws Exception {
        Map<Requirement, String> without = Map.of(Requirement.READ, key("write", "run", "admin"), Requirement.WRITE,
                key("read", "run", "admin"), Requirement.RUN, key("read", "write", "admin"), Requirement.ADMIN,
                key("read", "write", "run"));
        for (Route route : WebRoutes.TABLE.all()) {
            String key = without.get(route.requirement());
            if (key != null) {
                Http.Answer answer = http.send(route.method(), Mappings.example(route.pattern()), key,
                        route.method().equals("GET") ? null : "{}");
                assertThat(answer.status()).as(route.name()).isEqualTo(403);
                assertThat(answer.body()).as(route.name()).contains("\"scope\":\"" + route.requirement().word() + "\"");
            }
        }
    }

    @Test
    void s01DocumentsAskForACredentialWhereTheTableDoes() throws IOException {
        Map<String, Requirement> asked = new TreeMap<>();
        WebRoutes.TABLE.all().forEach(route -> asked.put(route.name(), route.requirement()));
        for (String name : List.of("access", "commands", "queries", "scorers")) {
            JsonNode document = Json.MAPPER.valueToTree(new YAMLMapper()
                    .readValue(Files.readString(Repository.file("docs/openapi/" + name + ".yaml")), Object.class));
            boolean closed = !document.path("security").isEmpty();
            document.path("paths").properties().forEach(path -> path.getValue().properties().forEach(operation -> {
                String method = operation.getKey().toUpperCase(Locale.ROOT);
                if (METHODS.contains(method)) {
                    JsonNode own = operation.getValue().path("security");
                    boolean needs = own.isMissingNode() ? closed : !own.isEmpty();
                    assertThat(needs).as("security of %s %s in %s.yaml", method, path.getKey(), name)
                            .isEqualTo(asked.get(method + " " + path.getKey()) != Requirement.ANONYMOUS);
                }
            }));
        }
    }

    @Test
    void s10ForeignHostIsRefusedOnEveryRoute() throws IOException {
        for (String pattern : patterns()) {
            for (String host : List.of("evil.test", "127.0.0.1.evil.test:8400", "[::2]:80")) {
                assertThat(http.raw(("GET " + Mappings.example(pattern) + " HTTP/1.1\r\nHost: " + host
                        + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII)).status()).as(pattern)
                        .isEqualTo(421);
            }
        }
    }

    @Test
    void s11NoGetChangesState() throws Exception {
        // Given
        String key = key("read", "write", "run", "admin");
        String before = state();
        // When
        for (Route route : WebRoutes.TABLE.all()) {
            if (route.method().equals("GET") && !route.pattern().endsWith("/export")) {
                http.send("GET", Mappings.example(route.pattern()), key, null);
                http.send("HEAD", Mappings.example(route.pattern()), key, null);
            }
        }
        // Then
        assertThat(state()).isEqualTo(before);
    }

    /// All that is kept about users, keys, audit and catalogue; but when a key was used last, which is what use means.
    private static String state() throws SQLException {
        StringBuilder state = new StringBuilder();
        try (Connection connection = DriverManager.getConnection(instance.jdbcUrl(), instance.database().user(),
                instance.database().password()); var statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (var rows = statement.executeQuery("SELECT schemaname || '.' || tablename FROM pg_tables "
                    + "WHERE schemaname IN ('catalog', 'access') ORDER BY 1")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                try (var rows = statement
                        .executeQuery("SELECT md5(coalesce(string_agg((to_jsonb(t) - 'last_used_at')::text, "
                                + "',' ORDER BY (to_jsonb(t) - 'last_used_at')::text), '')) FROM " + table + " t")) {
                    rows.next();
                    state.append(table).append(' ').append(rows.getString(1)).append('\n');
                }
            }
        }
        return state.toString();
    }

    @Test
    void malformedRequestsOfEveryFamilyAreNeverOurFault() throws Exception {
        fuzz(60, 20);
    }

    @Test
    @Tag("slow")
    void thousandMalformedRequestsOfEveryFamilyAreNeverOurFaultAndLeaveNothingBehind() throws Exception {
        // Given: what is loaded and filled once is there
        fuzz(100, 22);
        long before = liveHeap();
        // When
        int sent = fuzz(1_000, 21);
        // Then: this JVM is server, broker and client; caches that are bounded may still have filled up
        long grown = liveHeap() - before;
        System.out.printf("%,d malformed requests; the heap after a collection grew by %,d KiB%n", sent, grown >> 10);
        assertThat(grown).as("bytes that stayed on the heap").isLessThan(MOST_GROWTH);
    }

    private static long liveHeap() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            memory.gc();
            least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private static int fuzz(int requests, long seed) {
        return new Fuzz(http, key("read")).run(requests, seed);
    }

    private static Set<String> patterns() {
        Set<String> patterns = WebRoutes.TABLE.all()
                .stream()
                .map(Route::pattern)
                .collect(Collectors.toCollection(TreeSet::new));
        patterns.addAll(List.of("/error", "/actuator", "/actuator/env", "/actuator/heapdump", "/api", "/api/v2/none",
                "/mcp", "/favicon.svg"));
        return patterns;
    }

    private static @org.jspecify.annotations.Nullable Route route(String method, String pattern) {
        List<Route> all = WebRoutes.TABLE.all();
        String verb = method.equals("HEAD") ? "GET" : method;
        for (Route route : all) {
            if (route.method().equals(verb) && route.pattern().equals(pattern)) {
                return route;
            }
        }
        boolean page = verb.equals("GET") && !pattern.startsWith("/api/") && !pattern.startsWith("/actuator");
        return page || (verb.equals("GET") && pattern.equals("/api"))
                ? all.stream().filter(route -> route.pattern().equals("/**")).findFirst().orElse(null)
                : null;
    }

    private static Set<String> lines(String resource) throws IOException {
        try (var in = AccessCensusIT.class.getResourceAsStream("/" + resource)) {
            return new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
