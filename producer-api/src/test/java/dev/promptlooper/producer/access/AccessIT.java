package dev.promptlooper.producer.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.producer.RunningApi;
import dev.promptlooper.producer.RunningApi.Answer;
import dev.promptlooper.producer.SharedApi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

class AccessIT {

    private static final RunningApi api = SharedApi.api();
    private static final String PASSWORD = "correct horse battery staple";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /// A browser with the cookies it was given.
    private static final class Browser {

        private final Map<String, String> cookies = new TreeMap<>();

        Answer send(String method, String path, @Nullable String json) {
            HttpRequest.Builder request = api.request(path)
                    .method(method, json == null
                            ? HttpRequest.BodyPublishers.noBody()
                            : HttpRequest.BodyPublishers.ofString(json));
            if (json != null) {
                request.header("Content-Type", "application/json");
            }
            if (!cookies.isEmpty()) {
                request.header("Cookie", String.join("; ",
                        cookies.entrySet().stream().map(cookie -> cookie.getKey() + "=" + cookie.getValue()).toList()));
            }
            Answer answer = api.send(request);
            for (String cookie : answer.headers().getOrDefault("set-cookie", List.of())) {
                String[] pair = cookie.split(";", 2)[0].split("=", 2);
                if (pair[1].isEmpty()) {
                    cookies.remove(pair[0]);
                } else {
                    cookies.put(pair[0], pair[1]);
                }
            }
            return answer;
        }

        Answer login(String user, String password) {
            return send("POST", "/api/v1/auth/login", """
                    {"name": "%s", "password": "%s"}""".formatted(user, password));
        }
    }

    @Test
    void newUserComesInByLinkSetsAPasswordAndSignsInWithIt() {
        // Given
        String name = name();
        Answer created = api.post("/api/v1/users", "{\"name\": \"" + name + "\", \"role\": \"editor\"}");
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("/api/v1/users/" + name);
        String token = created.json().path("link").path("token").asString();
        Browser browser = new Browser();
        // When
        Answer redeemed = browser.send("POST", "/api/v1/auth/redeem", "{\"token\": \"" + token + "\"}");
        // Then
        assertThat(redeemed.json().path("user").asString()).isEqualTo(name);
        assertThat(redeemed.json().path("hasPassword").asBoolean()).isFalse();
        assertThat(redeemed.json().path("scopes").size()).isEqualTo(3);
        assertThat(new Browser().send("POST", "/api/v1/auth/redeem", "{\"token\": \"" + token + "\"}").status())
                .isEqualTo(401);
        // When
        Answer set = browser.send("PUT", "/api/v1/auth/password", "{\"password\": \"" + PASSWORD + "\"}");
        // Then
        assertThat(set.status()).as(set.text()).isEqualTo(204);
        assertThat(browser.send("PUT", "/api/v1/auth/password", "{\"password\": \"" + PASSWORD + "!\"}").status())
                .isEqualTo(422);
        assertThat(browser.send("PUT", "/api/v1/auth/password",
                "{\"current\": \"nonsense\", \"password\": \"" + PASSWORD + "!\"}").errors())
                .containsExactly("current: this is not the password you have now");
        assertThat(new Browser().login(name, PASSWORD).status()).isEqualTo(200);
        assertThat(browser.send("GET", "/api/v1/auth/session", null).json().path("hasPassword").asBoolean()).isTrue();
    }

    @Test
    void s05CookiesAreOutOfReachOfScriptsAndOtherSites() {
        // When
        Answer answer = new Browser().login(user("viewer"), PASSWORD);
        // Then
        List<String> cookies = answer.headers().get("set-cookie");
        assertThat(cookies).hasSize(2)
                .allSatisfy(cookie -> assertThat(cookie).contains("; HttpOnly")
                        .contains("; SameSite=Strict")
                        .doesNotContain("Domain"));
        assertThat(cookies.getFirst()).startsWith("promptlooper_session=").contains("; Path=/;");
        assertThat(cookies.getLast()).startsWith("promptlooper_refresh=").contains("; Path=/api/v1/auth;");
        assertThat(answer.text()).doesNotContain(cookies.getFirst().split("[=;]", 3)[1])
                .doesNotContain(cookies.getLast().split("[=;]", 3)[1]);
    }

    @Test
    void s05SignInMakesANewSessionAndEndsTheOneOfThisBrowser() {
        // Given
        String name = user("viewer");
        Browser browser = new Browser();
        browser.login(name, PASSWORD);
        String before = browser.cookies.get("promptlooper_refresh");
        // When
        browser.login(name, PASSWORD);
        // Then
        assertThat(browser.cookies.get("promptlooper_refresh")).isNotEqualTo(before);
        Browser old = new Browser();
        old.cookies.put("promptlooper_refresh", String.valueOf(before));
        assertThat(old.send("POST", "/api/v1/auth/refresh", null).status()).isEqualTo(401);
    }

    @Test
    void s05WrongPasswordAndUnknownUserAreAnsweredAlikeAndHeldBack() {
        // Given
        String name = user("viewer");
        // When
        Answer wrong = new Browser().login(name, "wrong");
        Answer unknown = new Browser().login(name + "-nobody", "wrong");
        // Then
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(unknown.text()).isEqualTo(wrong.text());
        for (int i = 0; i < 4; i++) {
            new Browser().login(name, "wrong");
        }
        Answer late = new Browser().login(name, PASSWORD);
        assertThat(late.status()).isEqualTo(429);
        assertThat(Integer.parseInt(late.header("Retry-After"))).isBetween(1, 60);
    }

    @Test
    void s02NoDefaultCredentialsOpenASession() {
        for (String pair : List.of("admin admin", "admin password", "admin promptlooper", "root root", "local local")) {
            assertThat(new Browser().login(pair.split(" ", 2)[0], pair.split(" ", 2)[1]).status()).isIn(401, 429);
        }
    }

    @Test
    void sessionIsRenewedAndEnded() {
        // Given
        Browser browser = new Browser();
        browser.login(user("viewer"), PASSWORD);
        // Then
        assertThat(browser.send("POST", "/api/v1/auth/refresh", null).status()).isEqualTo(200);
        assertThat(browser.send("POST", "/api/v1/auth/logout", null).status()).isEqualTo(204);
        assertThat(browser.cookies).isEmpty();
        assertThat(browser.send("POST", "/api/v1/auth/refresh", null).status()).isEqualTo(401);
    }

    @Test
    void s06KeyIsShownOnceAndScoped() {
        // Given
        Browser editor = browser("editor");
        // When
        Answer made = editor.send("POST", "/api/v1/keys",
                """
                        {"name": "nightly CI", "scopes": ["run", "read"], "expiresAt": "2100-01-01T00:00:00Z", "dailySpendUsd": 20}""");
        // Then
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        String secret = made.json().path("secret").asString();
        assertThat(secret).matches("pl_[A-Za-z0-9_-]{43}");
        assertThat(made.json().path("key").path("scopes").toString()).isEqualTo("[\"read\",\"run\"]");
        Answer list = editor.send("GET", "/api/v1/keys", null);
        assertThat(list.text()).doesNotContain(secret);
        assertThat(list.json().path("keys").get(0).path("dailySpendUsd").asInt()).isEqualTo(20);
        assertThat(list.json().path("keys").get(0).path("spentTodayUsd").asInt()).isZero();
        Answer session = api.send(api.request("/api/v1/auth/session").header("Authorization", "Bearer " + secret));
        assertThat(session.json().path("keyId").asString()).isEqualTo(made.json().path("key").path("id").asString());
        assertThat(session.json().path("scopes").toString()).isEqualTo("[\"read\",\"run\"]");
    }

    @Test
    void s06KeyCannotLeadToMoreThanItself() {
        // Given
        Browser editor = browser("editor");
        String capped = editor.send("POST", "/api/v1/keys",
                "{\"name\": \"capped\", \"scopes\": [\"read\", \"run\"], \"dailySpendUsd\": 1}")
                .json()
                .path("secret")
                .asString();
        String ending = editor.send("POST", "/api/v1/keys",
                "{\"name\": \"ending\", \"scopes\": [\"read\"], \"expiresAt\": \"2100-01-01T00:00:00Z\"}")
                .json()
                .path("secret")
                .asString();
        // Then
        Answer admin = editor.send("POST", "/api/v1/keys", "{\"name\": \"k\", \"scopes\": [\"read\", \"admin\"]}");
        assertThat(admin.status()).isEqualTo(403);
        assertThat(admin.json().path("scope").asString()).isEqualTo("admin");
        assertThat(with(capped, "POST", "/api/v1/keys", "{\"name\": \"k\", \"scopes\": [\"read\"]}").status())
                .isEqualTo(403);
        assertThat(with(ending, "POST", "/api/v1/keys", "{\"name\": \"k\", \"scopes\": [\"run\"]}").status())
                .isEqualTo(403);
        Answer child = with(ending, "POST", "/api/v1/keys", "{\"name\": \"k\", \"scopes\": [\"read\"]}");
        assertThat(child.json().path("key").path("expiresAt").asString()).isEqualTo("2100-01-01T00:00:00Z");
        assertThat(with(ending, "POST", "/api/v1/keys",
                "{\"name\": \"k\", \"scopes\": [\"read\"], \"expiresAt\": \"2100-01-01T00:00:01Z\"}").status())
                .isEqualTo(422);
        assertThat(with(ending, "PUT", "/api/v1/auth/password", "{\"password\": \"" + PASSWORD + "\"}").status())
                .isEqualTo(403);
    }

    @Test
    void s03KeysOfOthersAreNotThere() {
        // Given
        Browser one = browser("editor");
        Browser other = browser("editor");
        Answer key = one.send("POST", "/api/v1/keys", "{\"name\": \"mine\", \"scopes\": [\"read\"]}");
        Answer sibling = one.send("POST", "/api/v1/keys", "{\"name\": \"sibling\", \"scopes\": [\"read\"]}");
        String path = key.header("Location");
        // Then
        assertThat(other.send("DELETE", path, null).status()).isEqualTo(404);
        assertThat(other.send("GET", "/api/v1/keys", null).text()).doesNotContain("mine");
        assertThat(with(sibling.json().path("secret").asString(), "DELETE", path, null).status()).isEqualTo(404);
        // When
        assertThat(one.send("DELETE", path, null).status()).isEqualTo(204);
        assertThat(one.send("DELETE", path, null).status()).isEqualTo(204);
        // Then
        assertThat(one.send("GET", "/api/v1/keys", null).json().path("keys").get(1).has("revokedAt")).isTrue();
        assertThat(api.get("/api/v1/keys").text()).contains("mine").contains("sibling");
    }

    @Test
    void tokenForAGatewayHasTheRightsOfTheKeyAndFiveMinutes() {
        // Given
        String key = browser("viewer").send("POST", "/api/v1/keys", "{\"name\": \"mcp\", \"scopes\": [\"read\"]}")
                .json()
                .path("secret")
                .asString();
        // When
        Answer exchanged = with(key, "POST", "/api/v1/auth/token", null);
        String token = exchanged.json().path("token").asString();
        // Then
        Answer session = api.send(api.request("/api/v1/auth/session").header("Authorization", "Bearer " + token));
        assertThat(session.json().path("scopes").toString()).isEqualTo("[\"read\"]");
        assertThat(session.json().path("keyId").asString()).isEqualTo(exchanged.json().path("keyId").asString());
        assertThat(session.json().path("expiresAt").asString())
                .isEqualTo(exchanged.json().path("expiresAt").asString());
        // A token is a credential like its key: it can be exchanged, too, but ends when it would have.
        assertThat(with(token, "POST", "/api/v1/auth/token", null).json().path("expiresAt").asString())
                .isEqualTo(exchanged.json().path("expiresAt").asString());
        Browser browser = new Browser();
        browser.cookies.put("promptlooper_session", token);
        assertThat(browser.send("GET", "/api/v1/auth/session", null).status()).isEqualTo(401);
    }

    @Test
    void badWishesChangeNothingAndAreNamed() {
        Browser editor = browser("editor");
        assertThat(editor.send("POST", "/api/v1/keys", "{\"name\": \"k\", \"scopes\": []}").status()).isEqualTo(422);
        assertThat(editor.send("POST", "/api/v1/keys", "{\"name\": \"k\", \"scopes\": [\"reed\"]}").errors())
                .containsExactly("scopes[0]: 'reed' is no scope; there are read, write, run, admin");
        assertThat(editor.send("POST", "/api/v1/keys",
                "{\"name\": \"k\", \"scopes\": [\"read\"], \"expiresAt\": \"2020-01-01T00:00:00Z\"}").status())
                .isEqualTo(422);
        for (String odd : List.of("\"dailySpendUsd\": 0", "\"dailySpendUsd\": 1e-99999",
                "\"dailySpendUsd\": 1e999999999",
                "\"expiresAt\": \"+999999999-12-31T23:59:59Z\"", "\"expiresAt\": \"tomorrow\"")) {
            assertThat(editor.send("POST", "/api/v1/keys",
                    "{\"name\": \"k\", \"scopes\": [\"read\"], " + odd + "}").status()).as(odd).isIn(400, 422);
        }
        assertThat(editor.send("GET", "/api/v1/keys", null).json().path("keys").size()).isZero();
        assertThat(api.post("/api/v1/users", "{\"name\": \"Ada L\", \"role\": \"editor\"}").status()).isEqualTo(422);
        assertThat(api.post("/api/v1/users", "{\"name\": \"local\", \"role\": \"admin\"}").status()).isEqualTo(409);
        assertThat(api.post("/api/v1/users", "{\"name\": \"x9\", \"role\": \"root\"}").errors())
                .containsExactly("role: 'root' is no role; there are viewer, editor, admin");
    }

    /// A user with a password.
    private static String user(String role) {
        String name = name();
        Answer created = api.post("/api/v1/users", "{\"name\": \"" + name + "\", \"role\": \"" + role + "\"}");
        Browser browser = new Browser();
        browser.send("POST", "/api/v1/auth/redeem",
                "{\"token\": \"" + created.json().path("link").path("token").asString() + "\"}");
        browser.send("PUT", "/api/v1/auth/password", "{\"password\": \"" + PASSWORD + "\"}");
        return name;
    }

    private static Browser browser(String role) {
        Browser browser = new Browser();
        browser.login(user(role), PASSWORD);
        return browser;
    }

    private static String name() {
        return "person" + NUMBER.incrementAndGet();
    }

    private static Answer with(String token, String method, String path, @Nullable String json) {
        HttpRequest.Builder request = api.request(path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
        return api.send(request.method(method, json == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(json)));
    }
}
