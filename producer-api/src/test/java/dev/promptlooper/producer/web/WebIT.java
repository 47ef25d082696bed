package dev.promptlooper.producer.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.producer.RunningApi;
import dev.promptlooper.producer.RunningApi.Answer;
import dev.promptlooper.producer.SharedApi;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import java.net.http.HttpRequest;

class WebIT {

    private static final String SPEC = """
            {"prompts": ["p"], "models": ["fake/m"], "dataset": "d", "scorers": [{"type": "equals"}]}""";

    private static final RunningApi api = SharedApi.api();

    @Test
    void malformedJsonIsNamedByLineAndColumn() {
        // When
        Answer answer = api.post("/api/v1/prompts", "{\n  \"name\": \"x\",\n  \"messages\": [}\n");
        // Then
        assertProblem(answer, 400);
        assertThat(answer.json().path("line").asInt()).isEqualTo(3);
        assertThat(answer.json().path("column").asInt()).isGreaterThan(10);
        assertThat(answer.text()).doesNotContain("tools.jackson");
        assertProblem(api.post("/api/v1/prompts", ""), 400);
        assertProblem(api.post("/api/v1/prompts", "[]"), 400);
        assertProblem(api.post("/api/v1/prompts", "{\"name\": \"x\", \"name\": \"y\"}"), 400);
        assertProblem(api.post("/api/v1/prompts", "{\"a\":" + "[".repeat(5000)), 400);
    }

    @Test
    void otherContentTypesAreRefused() {
        for (String type : new String[]{"text/plain", "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x"}) {
            Answer answer = api.send(api.request("/api/v1/sweeps")
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString("{}")));
            assertProblem(answer, 415);
            assertThat(answer.json().path("detail").asString()).contains("application/json");
        }
        assertProblem(api.send(api.request("/api/v1/sweeps").POST(HttpRequest.BodyPublishers.ofString("{}"))), 415);
    }

    @Test
    void unknownRoutesAndMethodsAreProblems() {
        assertProblem(api.get("/api/v1/nothing"), 404);
        assertProblem(api.delete("/api/v1/prompts"), 405);
        assertThat(api.delete("/api/v1/prompts").header("Allow")).contains("GET").contains("POST");
        assertProblem(api.send(api.request("/api/v1/prompts").header("Accept", "image/png").GET()), 406);
    }

    @Test
    void largeBodiesAreRefused() {
        assertProblem(api.post("/api/v1/prompts", "{\"name\": \"" + "x".repeat(JsonBodies.MAX_BYTES) + "\"}"), 413);
    }

    @Test
    void documentsAreServed() {
        assertThat(api.get("/api/v1/openapi/commands.yaml").text()).startsWith("openapi: 3.1.0");
        assertThat(api.get("/api/v1/schemas/sweep-file.schema.json").json().path("$schema").asString())
                .contains("2020-12");
    }

    @Test
    void healthTellsWhetherItIsUpAndNothingElse() {
        JsonNode health = api.get("/actuator/health/readiness").json();
        assertThat(health.path("status").asString()).as(health.toString()).isEqualTo("UP");
        assertThat(health.has("components")).isFalse();
        assertThat(api.get("/actuator/env").status()).isEqualTo(404);
    }

    @Test
    void experimentsAreKeptChangedAndDeletedUnderTheirVersion() {
        // Given
        Answer created = api.post("/api/v1/experiments", "{\"name\": \"e\", \"spec\": " + SPEC + "}");
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        String path = created.header("Location");
        // When
        Answer changed = api.put(path, "{\"name\": \"f\", \"expectedVersion\": 1, \"spec\": " + SPEC + "}");
        Answer late = api.put(path, "{\"name\": \"g\", \"expectedVersion\": 1, \"spec\": " + SPEC + "}");
        // Then
        assertThat(changed.json().path("version").asInt()).isEqualTo(2);
        assertProblem(late, 409);
        assertThat(late.json().path("currentVersion").asInt()).isEqualTo(2);
        assertThat(api.get(path).json().path("name").asString()).isEqualTo("f");
        assertThat(api.get(path).json().path("spec").path("models").get(0).asString()).isEqualTo("fake/m");
        assertThat(api.get("/api/v1/experiments").json().path("items").size()).isPositive();
        assertProblem(api.delete(path + "?expectedVersion=1"), 409);
        assertThat(api.delete(path + "?expectedVersion=2").status()).isEqualTo(204);
        assertProblem(api.get(path), 404);
        assertProblem(api.get("/api/v1/experiments/../x"), 404);
        assertProblem(api.get("/api/v1/experiments/not-a-uuid"), 404);
    }

    @Test
    void experimentWithAWrongSpecIsRefused() {
        assertThat(api.post("/api/v1/experiments", "{\"name\": \"e\", \"spec\": {\"promts\": []}}").errors())
                .anyMatch(error -> error.startsWith("spec.promts: unknown key 'promts'; did you mean 'prompts'?"));
        assertProblem(api.post("/api/v1/experiments", "{\"name\": \"e\"}"), 422);
    }

    @Test
    void experimentCanBeLaunched() {
        // Given
        api.upload("?name=d", "text/csv", "question\n1\n");
        api.post("/api/v1/prompts",
                "{\"name\": \"p\", \"messages\": [{\"role\": \"user\", \"content\": \"{{question}}\"}]}");
        String path = api.post("/api/v1/experiments", "{\"name\": \"launched\", \"spec\": " + SPEC + "}")
                .header("Location");
        // When
        Answer launched = api.send(
                api.request(path + "/sweeps").header("Idempotency-Key", "k").POST(HttpRequest.BodyPublishers.noBody()));
        Answer again = api.send(
                api.request(path + "/sweeps").header("Idempotency-Key", "k").POST(HttpRequest.BodyPublishers.noBody()));
        // Then
        assertThat(launched.status()).as(launched.text()).isEqualTo(201);
        assertThat(again.text()).isEqualTo(launched.text());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    }

    private static void assertProblem(Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("type").asString()).startsWith("urn:promptlooper:problem:");
        assertThat(problem.path("title").asString()).isNotEmpty();
        assertThat(problem.path("detail").asString()).isNotEmpty();
    }
}
