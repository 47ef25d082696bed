package dev.promptlooper.producer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.access.Requirement;
import dev.promptlooper.contracts.access.Route;
import dev.promptlooper.producer.RunningApi.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Every route of the API through the real door, with keys that allow it and keys that do not. The other tests of this module are
/// about what is behind the door and go around it.
class CommandDoorIT {

    /// Its answer to a key is a refusal of its own.
    private static final Set<String> OF_SESSIONS = Set.of("PUT /api/v1/auth/password");
    private static final List<String> SCOPES = List.of("read", "write", "run", "admin");

    @SuppressWarnings("NullAway.Init")
    private static RunningApi api;
    /// A key that allows this and nothing else.
    private static final Map<Requirement, String> KEYS = new EnumMap<>(Requirement.class);
    /// A key that allows everything but this.
    private static final Map<Requirement, String> WITHOUT = new EnumMap<>(Requirement.class);
    @SuppressWarnings("NullAway.Init")
    private static String all;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        api = RunningApi.startBehindDoor(SharedApi.kafka().settings());
        Path file = folder.resolve("local.key");
        api.bean(FirstStart.class).ensureLocalKey(file);
        all = Files.readString(file).strip();
        for (String scope : SCOPES) {
            Requirement requirement = Requirement.valueOf(scope.toUpperCase(Locale.ROOT));
            KEYS.put(requirement, key(List.of(scope)));
            WITHOUT.put(requirement, key(SCOPES.stream().filter(other -> !other.equals(scope)).toList()));
        }
        KEYS.put(Requirement.AUTHENTICATED, key(List.of("read")));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static String key(List<String> scopes) {
        Answer answer = send("POST", "/api/v1/keys", all, "application/json", """
                {"name": "door", "scopes": ["%s"]}""".formatted(String.join("\", \"", scopes)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().path("secret").asString();
    }

    private static Answer send(String method, String path, @Nullable String key, String type, @Nullable String body) {
        HttpRequest.Builder request = api.request(path);
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        if (body == null) {
            return api.send(request.method(method, HttpRequest.BodyPublishers.noBody()));
        }
        return api.send(request.header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private static Answer send(Route route, @Nullable String key) {
        String path = route.pattern().replaceAll("\\{[a-zA-Z]+}", "none");
        return send(route.method(), path, key, route.bodies().stream().sorted().findFirst().orElseThrow(),
                route.method().equals("GET") ? null : "{}");
    }

    private static List<Route> closed() {
        return CommandRoutes.TABLE.all()
                .stream()
                .filter(route -> route.requirement() != Requirement.ANONYMOUS)
                .filter(route -> !OF_SESSIONS.contains(route.name()))
                .toList();
    }

    @Test
    void s01RightScopeAloneReachesEveryHandlerAndNothingLess() {
        for (Route route : closed()) {
            assertThat(send(route, null).status()).as(route.name()).isEqualTo(401);
            if (WITHOUT.containsKey(route.requirement())) {
                assertThat(send(route, WITHOUT.get(route.requirement())).status()).as(route.name()).isEqualTo(403);
            }
            Answer answer = send(route, KEYS.get(route.requirement()));
            assertThat(answer.status()).as("%s: %s", route.name(), answer.text())
                    .isNotIn(401, 403, 405)
                    .isLessThan(500);
        }
    }

    @Test
    void writesOfEveryFamilySucceedThroughTheDoor() {
        // Given
        String write = KEYS.get(Requirement.WRITE);
        String read = KEYS.get(Requirement.READ);
        List<Answer> answers = new ArrayList<>();
        // When
        answers.add(send("POST", "/api/v1/prompts", write, "application/json", """
                {"name": "greeting", "messages": [{"role": "user", "content": "{{question}}"}]}"""));
        answers.add(send("POST", "/api/v1/datasets?name=cases", write, "text/csv", "question\nwhat is 40 + 2?\n"));
        answers.add(send("POST", "/api/v1/users", KEYS.get(Requirement.ADMIN), "application/json", """
                {"name": "ada", "role": "viewer"}"""));
        for (String path : List.of("/api/v1/prompts/greeting", "/api/v1/datasets/cases", "/api/v1/endpoints/fake",
                "/api/v1/models", "/api/v1/experiments", "/api/v1/openapi/commands.yaml",
                "/api/v1/schemas/sweep-file.schema.json", "/api/v1/auth/session", "/api/v1/keys")) {
            answers.add(send("GET", path, read, "", null));
        }
        // Then
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).as(answer.text()).isBetween(200, 201));
    }

    @Test
    void s46EveryWriteLeavesAnAttemptAndItsOutcome() {
        // Given
        Set<String> expected = new TreeSet<>();
        for (Route route : closed()) {
            if (route.recorded()) {
                expected.add(route.method() + " " + route.pattern().replaceAll("\\{[a-zA-Z]+}", "none"));
                send(route, KEYS.get(route.requirement()));
            }
        }
        // When
        Map<Long, String> attempts = new HashMap<>();
        Set<Long> ended = new HashSet<>();
        for (long before = Long.MAX_VALUE; before > 0;) {
            JsonNode page = send("GET", "/api/v1/audit?limit=100&before=" + before, all, "", null).json();
            for (JsonNode record : page.path("records")) {
                if (record.path("phase").asString().equals("attempt")) {
                    attempts.put(record.path("seq").asLong(),
                            record.path("method").asString() + " " + record.path("path").asString());
                } else {
                    ended.add(record.path("attempt").asLong());
                }
            }
            before = page.path("next").asLong(0);
        }
        // Then
        assertThat(attempts.values()).containsAll(expected);
        assertThat(ended).containsExactlyInAnyOrderElementsOf(attempts.keySet());
    }
}
