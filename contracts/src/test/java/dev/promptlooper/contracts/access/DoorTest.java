package dev.promptlooper.contracts.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.access.DoorServer.Answer;
import dev.promptlooper.contracts.testkit.TestAccess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

class DoorTest {

    private static final String JSON = "Content-Type: application/json";
    private static final String KEY = "Authorization: Bearer " + TestAccess.ADMIN;
    private static final String COOKIE = "Cookie: promptlooper_session=of-ada";
    private static final Principal ADA = new Principal("ada", null, "s1", Role.EDITOR.scopes(), null);
    private static final Routes ROUTES = Routes.parse("""
            GET     /**                     anonymous
            GET     /api/**                 nobody
            GET     /api/v1/things          read
            POST    /api/v1/things          write
            PUT     /api/v1/things/{name}   write
            PATCH   /api/v1/things/{name}   write
            DELETE  /api/v1/things/{name}   write
            POST    /api/v1/things/{name}/runs  run
            POST    /api/v1/files           write  text/csv
            POST    /api/v1/questions       read
            POST    /api/v1/auth/login      anonymous
            POST    /api/v1/auth/tickets    authenticated  unrecorded
            GET     /api/v1/users           admin
            GET     /api/v1/live            read
            """);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;
    private static final TestAccess access = new TestAccess();
    @SuppressWarnings("NullAway.Init")
    private static DoorServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new DoorServer(folder, DoorSettings.fromEnvironment(
                Map.of("PROMPTLOOPER_ALLOWED_HOSTS", "bench.lan")), ROUTES, access);
        access.admit(new Credential.Cookie("of-ada"), ADA);
    }

    @BeforeEach
    void forget() {
        access.forget();
        server.served().clear();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String own() {
        return "Origin: http://127.0.0.1:" + server.port();
    }

    @Test
    void whoIsKnownComesInWithWhatTheirScopesAllow() throws Exception {
        assertThat(server.send("GET", "/api/v1/things", null, KEY).body()).isEqualTo("root/key:k_root");
        assertThat(server.send("GET", "/api/v1/things", null, COOKIE).body()).isEqualTo("ada");
        assertThat(server.send("GET", "/assets/x.js", null).body()).isEqualTo("anybody");
        // When
        Answer nobody = server.send("GET", "/api/v1/things", null);
        Answer wrong = server.send("GET", "/api/v1/things", null, "Authorization: Bearer guess");
        Answer basic = server.send("GET", "/api/v1/things", null, "Authorization: Basic YTpi");
        Answer narrow = server.send("GET", "/api/v1/users", null, COOKIE);
        // Then
        assertThat(nobody.status()).isEqualTo(401);
        assertThat(nobody.headers()).containsEntry("WWW-Authenticate", "Bearer realm=\"promptlooper\"")
                .containsEntry("Content-Type", "application/problem+json");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.headers().get("WWW-Authenticate")).contains("invalid_token");
        assertThat(wrong.body()).doesNotContain("guess");
        assertThat(basic.status()).isEqualTo(401);
        assertThat(narrow.status()).isEqualTo(403);
        assertThat(narrow.body()).contains("\"scope\":\"admin\"");
    }

    @Test
    void everyScopeIsAskedForByItself() throws Exception {
        for (Scope scope : Scope.values()) {
            String key = "Authorization: Bearer " + scope.word();
            assertThat(server.send("GET", "/api/v1/things", null, key).status())
                    .isEqualTo(scope == Scope.READ ? 200 : 403);
            assertThat(server.send("POST", "/api/v1/things", "{}", key, JSON).status())
                    .isEqualTo(scope == Scope.WRITE ? 200 : 403);
            assertThat(server.send("POST", "/api/v1/things/x/runs", "{}", key, JSON).status())
                    .isEqualTo(scope == Scope.RUN ? 200 : 403);
            assertThat(server.send("GET", "/api/v1/users", null, key).status())
                    .isEqualTo(scope == Scope.ADMIN ? 200 : 403);
        }
    }

    @Test
    void whatNoTableNamesDoesNotAnswer() throws Exception {
        assertThat(server.asAdmin("GET", "/api/v1/other").status()).isEqualTo(404);
        assertThat(server.asAdmin("GET", "/api").status()).as("a pattern ends with its parent, too").isEqualTo(404);
        assertThat(server.send("GET", "/api/v1/other", null).status()).isEqualTo(401);
        Answer method = server.asAdmin("DELETE", "/api/v1/things");
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.headers()).containsEntry("Allow", "GET, POST");
        assertThat(server.asAdmin("TRACE", "/api/v1/things").status()).isEqualTo(405);
        assertThat(server.served()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api//v1/things", "/api/v1/./things", "/x/../api/v1/things", "/api/v1/things;a=b",
        "/api/v1/%2e%2e/things", "/api%2fv1/things", "/api/v1/things%5c", "/api/v1/things/%00", "/api/v1/things/%ff",
        "/api/v1/things/%252e", "/api/v1/things/"})
    void pathsThatAreNotWrittenPlainlyAreNotRead(String path) throws Exception {
        assertThat(server.asAdmin("GET", path).status()).isIn(400, 404);
        assertThat(server.send("GET", path, null).status()).isIn(400, 401, 404);
        assertThat(server.served()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.test", "evil.test:8400", "127.0.0.1.evil.test", "localhost.evil.test:1", "",
        "[::2]:80",
        "10.0.0.1", "localhost:1:2", "::1"})
    void s10ForeignHostIsRefusedOnEveryRoute(String host) throws Exception {
        for (String path : List.of("/", "/assets/x.js", "/api/v1/things", "/api/v1/auth/login", "/error")) {
            Answer answer = server.raw("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + KEY
                    + "\r\nConnection: close\r\n\r\n");
            assertThat(answer.status()).as(host + path).isIn(400, 421);
        }
        assertThat(server.served()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:99", "127.0.0.1", "[::1]", "[::1]:8400", "bench.lan:80"})
    void s10OwnNamesPassWithAnyPort(String host) throws Exception {
        assertThat(server.raw("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.test", "null", "http://localhost.evil.test", "http://localhost@evil.test",
        "file://", "http://127.0.0.1", "http://127.0.0.1:1", "http://localhost:1", "https://bench.lan", "x"})
    void s11ForeignOriginsAreRefusedForEveryMethodWhateverTheCredential(String origin) throws Exception {
        for (String credential : List.of(COOKIE, KEY, "X: y")) {
            assertThat(server.send("GET", "/", null, credential, "Origin: " + origin).status()).isEqualTo(403);
            assertThat(server.send("GET", "/api/v1/things", null, credential, "Origin: " + origin).status())
                    .isEqualTo(403);
            assertThat(server.send("POST", "/api/v1/things", "{}", credential, JSON, "Origin: " + origin).status())
                    .isEqualTo(403);
            for (String method : List.of("PUT", "PATCH", "DELETE")) {
                assertThat(server.send(method, "/api/v1/things/x", "{}", credential, JSON, "Origin: " + origin)
                        .status()).isEqualTo(403);
            }
        }
        assertThat(server.served()).isEmpty();
    }

    @Test
    void s11CookieWritesNeedTheOwnOrigin() throws Exception {
        for (String method : List.of("PUT", "PATCH", "DELETE")) {
            assertThat(server.send(method, "/api/v1/things/x", "{}", COOKIE, JSON).status()).isEqualTo(403);
            assertThat(server.send(method, "/api/v1/things/x", "{}", COOKIE, JSON, own()).status()).isEqualTo(200);
        }
        assertThat(server.send("POST", "/api/v1/things", "{}", COOKIE, JSON).status()).isEqualTo(403);
        assertThat(server.send("POST", "/api/v1/auth/login", "{}", "Cookie: promptlooper_refresh=x", JSON).status())
                .as("the ways in, too")
                .isEqualTo(403);
        assertThat(server.send("POST", "/api/v1/things", "{}", COOKIE, JSON, own()).status()).isEqualTo(200);
        assertThat(server.send("POST", "/api/v1/things", "{}", KEY, JSON).status()).as("programs have no origin")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded",
        "text/csv", "application/jsonp", "application/json2", ""})
    void s11BodiesOfOtherTypesAreRefused(String type) throws Exception {
        String header = type.isEmpty() ? "X: y" : "Content-Type: " + type;
        assertThat(server.send("POST", "/api/v1/things", "{}", KEY, header).status()).isEqualTo(415);
        assertThat(server.send("POST", "/api/v1/auth/login", "{}", header).status()).isEqualTo(415);
        for (String method : List.of("PUT", "PATCH", "DELETE")) {
            assertThat(server.send(method, "/api/v1/things/x", "{}", COOKIE, own(), header).status()).isEqualTo(415);
        }
        assertThat(server.served()).isEmpty();
        assertThat(server.send("POST", "/api/v1/files", "a,b", KEY, "Content-Type: text/csv; charset=utf-8").status())
                .as("where the table names it")
                .isEqualTo(200);
    }

    @Test
    void s12UpgradesOfPagesNeedATicketOnce() throws Exception {
        // Given
        String upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: promptlooper.v1";
        access.admit(new Credential.Ticket("t1"), ADA);
        access.admit(new Credential.Ticket("t2"),
                new Principal("eve", null, "s2", Set.of(Scope.READ), null));
        access.admit(new Credential.Ticket("t3"), ADA);
        // When / Then
        assertThat(live(upgrade + ", ticket.t1", own(), COOKIE)).isEqualTo(200);
        assertThat(live(upgrade + ", ticket.t1", own(), COOKIE)).as("used").isEqualTo(403);
        assertThat(live(upgrade + ", ticket.t2", own(), COOKIE)).as("somebody else's").isEqualTo(403);
        assertThat(live(upgrade + ", ticket.t3", "X: y")).as("without an origin").isEqualTo(403);
        assertThat(live(upgrade + ", ticket.t3", "Origin: null")).isEqualTo(403);
        assertThat(live(upgrade + ", ticket.t3", "Origin: http://localhost.evil.test")).isEqualTo(403);
        assertThat(live(upgrade, own(), COOKIE)).as("a cookie alone").isEqualTo(403);
        assertThat(live(upgrade, COOKIE)).as("a cookie alone").isEqualTo(403);
        assertThat(live(upgrade, "X: y")).isEqualTo(401);
        assertThat(live(upgrade, KEY)).as("a program").isEqualTo(200);
    }

    private static int live(String... headers) throws Exception {
        return server.send("GET", "/api/v1/live", null, headers).status();
    }

    @Test
    void s13NoOtherOriginIsEverAllowedToRead() throws Exception {
        for (String origin : List.of("http://evil.test", "null", "http://127.0.0.1:" + server.port())) {
            Answer preflight = server.send("OPTIONS", "/api/v1/things", null, "Origin: " + origin,
                    "Access-Control-Request-Method: PUT", "Access-Control-Request-Headers: authorization");
            Answer plain = server.send("GET", "/api/v1/things", null, KEY, "Origin: " + origin);
            assertThat(preflight.status()).isEqualTo(403);
            assertThat(preflight.headers().keySet()).noneMatch(name -> name.startsWith("Access-Control"));
            assertThat(plain.headers().keySet()).noneMatch(name -> name.startsWith("Access-Control"));
        }
    }

    @Test
    void s14EveryAnswerHasTheSecurityHeaders() throws Exception {
        for (Answer answer : List.of(server.send("GET", "/", null), server.send("GET", "/api/v1/things", null),
                server.asAdmin("GET", "/api/v1/things"), server.asAdmin("GET", "/api/v1/other"),
                server.send("GET", "/", null, "Origin: null"), server.send("POST", "/api/v1/things", "x", KEY))) {
            assertThat(answer.headers()).as(answer.toString()).containsAllEntriesOf(SecurityHeaders.ALL);
        }
    }

    @Test
    void writesAreRecordedBeforeAndAfterAndRefusedWhenTheyCannotBe() throws Exception {
        // When
        server.send("POST", "/api/v1/things", "{}", KEY, JSON, "User-Agent: a-test");
        server.send("POST", "/api/v1/auth/login", "{}", JSON);
        server.send("POST", "/api/v1/questions", "{}", KEY, JSON);
        server.send("POST", "/api/v1/auth/tickets", null, KEY);
        server.send("POST", "/api/v1/things", "{}", JSON);
        // Then
        assertThat(access.attempts()).containsExactly(
                new AuditEntry("root/key:k_root", "a-test", "POST", "/api/v1/things", null),
                new AuditEntry("anonymous", null, "POST", "/api/v1/auth/login", null));
        assertThat(access.outcomes()).containsExactly(200, 200);
        // When
        int before = server.served().size();
        access.refuseToRecord(true);
        Answer refused = server.send("POST", "/api/v1/things", "{}", KEY, JSON);
        // Then
        assertThat(refused.status()).isEqualTo(503);
        assertThat(server.served()).hasSize(before);
    }

    @Test
    void credentialsThatCannotBeLookedUpAreNotRejected() throws Exception {
        access.goAway(true);
        Answer answer = server.asAdmin("GET", "/api/v1/things");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsKey("Retry-After");
    }

    @Test
    void bodiesAreBoundedWhateverTheirHeadSays() throws Exception {
        assertThat(server.raw("POST /api/v1/things HTTP/1.1\r\nHOST\r\n" + KEY + "\r\n" + JSON
                + "\r\nContent-Length: 99999999\r\n\r\n{").status()).isEqualTo(413);
        // When: chunked, so that nothing announces it
        String chunk = "80000\r\n" + "x".repeat(0x80000) + "\r\n";
        Answer answer = server.raw("POST /api/v1/things HTTP/1.1\r\nHOST\r\n" + KEY + "\r\n" + JSON
                + "\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(11) + "0\r\n\r\n");
        // Then
        assertThat(answer.status()).isNotEqualTo(200);
        assertThat(server.served()).isEmpty();
    }
}
