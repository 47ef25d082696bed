package dev.promptlooper.producer.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.access.AuditEntry;
import dev.promptlooper.contracts.access.DatabaseAuditLog;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.producer.RunningApi;
import dev.promptlooper.producer.RunningApi.Answer;
import dev.promptlooper.producer.SharedApi;
import io.swagger.v3.parser.OpenAPIV3Parser;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.net.http.HttpRequest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import javax.sql.DataSource;

class OpenApiIT {

    private static final RunningApi api = SharedApi.api();
    private static final List<String> DOCUMENTS = List.of("commands", "access");

    private JsonNode document = document("commands");

    private static String text(String name) {
        return api.get("/api/v1/openapi/" + name + ".yaml").text();
    }

    private static JsonNode document(String name) {
        return Json.MAPPER.valueToTree(new YAMLMapper().readValue(text(name), Object.class));
    }

    @Test
    void documentsAreValidOpenApi() {
        for (String name : DOCUMENTS) {
            assertThat(new OpenAPIV3Parser().readContents(text(name)).getMessages()).as(name).isEmpty();
        }
    }

    @Test
    void documentsAndRoutesAreTheSame() {
        // Given
        Set<String> routes = new TreeSet<>();
        api.bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((mapping, method) -> {
                    if (method.getBeanType().getPackageName().startsWith("dev.promptlooper.producer")) {
                        mapping.getMethodsCondition()
                                .getMethods()
                                .forEach(verb -> mapping.getPatternValues()
                                        .forEach(path -> routes.add(verb + " " + path)));
                    }
                });
        Set<String> described = new TreeSet<>();
        for (String name : DOCUMENTS) {
            document(name).path("paths").properties().forEach(path -> path.getValue().propertyNames().forEach(verb -> {
                if (Set.of("get", "post", "put", "delete", "patch").contains(verb)) {
                    assertThat(described.add(verb.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey()))
                            .as(path.getKey() + " is described once")
                            .isTrue();
                }
            }));
        }
        // Then
        assertThat(routes).hasSizeGreaterThan(20);
        assertThat(described).isEqualTo(routes);
    }

    @Test
    void realAnswersAreDescribedFieldByField() {
        // Given
        check("post", "/api/v1/prompts", api.post("/api/v1/prompts",
                """
                        {"name": "p", "description": "d", "labels": ["production"], "messages": [{"role": "user", "content": "{{question}}"}]}"""));
        api.post("/api/v1/prompts",
                "{\"name\": \"p\", \"messages\": [{\"role\": \"user\", \"content\": \"Q: {{question}}\"}]}");
        check("post", "/api/v1/datasets",
                api.upload("?name=d&expected=answer&metadata=tag", "text/csv", "question,answer,tag\n1,2,x\n3,4,y\n"));
        String spec = """
                {"prompts": ["p"], "models": ["fake/m"], "dataset": {"name": "d", "limit": 1}, "scorers": [{"type": "equals"}],
                 "params": {"temperature": [0, 1]}, "budget": {"usd": 1}, "concurrency": 2}""";
        Answer experiment = api.post("/api/v1/experiments",
                "{\"name\": \"e\", \"description\": \"why\", \"spec\": " + spec + "}");
        check("post", "/api/v1/experiments", experiment);
        Answer launched = api.post("/api/v1/sweeps", spec);
        check("post", "/api/v1/sweeps", launched);
        String sweep = "/api/v1/sweeps/" + launched.json().path("sweepId").asString() + "/commands";
        // Then
        check("post", "/api/v1/sweeps/{sweepId}/commands", api.post(sweep, "{\"op\":\"pause\",\"expectedVersion\":1}"));
        check("post", "/api/v1/sweeps/{sweepId}/commands", api.post(sweep, "{\"op\":\"pause\",\"expectedVersion\":1}"));
        check("post", "/api/v1/sweeps/{sweepId}/commands", api.post(sweep, "{\"op\":\"pause\""));
        check("post", "/api/v1/sweeps/{sweepId}/commands", api.post(sweep, "{\"op\":\"pose\",\"expectedVersion\":1}"));
        check("post", "/api/v1/sweeps:plan", api.post("/api/v1/sweeps:plan", spec));
        Answer dry = api.post("/api/v1/sweeps:dry-run?cases=1", spec);
        check("post", "/api/v1/sweeps:dry-run", dry);
        assertThat(dry.json().path("requests").get(0).path("body").path("model").asString()).isEqualTo("m");
        check("post", "/api/v1/sweeps:dry-run", api.post("/api/v1/sweeps:dry-run?cases=0", spec));
        check("post", "/api/v1/sweeps:validate", api.post("/api/v1/sweeps:validate", "{}"));
        check("post", "/api/v1/experiments/{id}/sweeps", api.post(experiment.header("Location") + "/sweeps", "{}"));
        check("post", "/api/v1/experiments/{id}/sweeps",
                api.post(experiment.header("Location") + "/sweeps", "{\"budget\":{\"usd\":2}}"));
        check("post", "/api/v1/experiments/{id}/sweeps",
                api.post(experiment.header("Location") + "/sweeps", "{\"budget\":{\"usd\":\"much\"}}"));
        check("post", "/api/v1/prompts/lint", api.post("/api/v1/prompts/lint", "{\"messages\": [{\"content\": 1}]}"));
        check("put", "/api/v1/prompts/{name}/labels/{label}",
                api.put("/api/v1/prompts/p/labels/best", "{\"version\": 2}"));
        Map.ofEntries(Map.entry("/api/v1/prompts", "/api/v1/prompts?limit=1"),
                Map.entry("/api/v1/prompts/{name}", "/api/v1/prompts/p"),
                Map.entry("/api/v1/prompts/{name}/versions", "/api/v1/prompts/p/versions?limit=1"),
                Map.entry("/api/v1/prompts/{name}/versions/{version}", "/api/v1/prompts/p/versions/1"),
                Map.entry("/api/v1/prompts/{name}/labels/{label}", "/api/v1/prompts/p/labels/best"),
                Map.entry("/api/v1/prompts/{name}/diff", "/api/v1/prompts/p/diff?from=1&to=2"),
                Map.entry("/api/v1/datasets", "/api/v1/datasets"),
                Map.entry("/api/v1/datasets/{name}", "/api/v1/datasets/d"),
                Map.entry("/api/v1/datasets/{name}/versions", "/api/v1/datasets/d/versions"),
                Map.entry("/api/v1/datasets/{name}/versions/{version}", "/api/v1/datasets/d/versions/1"),
                Map.entry("/api/v1/datasets/{name}/versions/{version}/cases",
                        "/api/v1/datasets/d/versions/1/cases?limit=1"),
                Map.entry("/api/v1/endpoints", "/api/v1/endpoints"),
                Map.entry("/api/v1/endpoints/{name}", "/api/v1/endpoints/fake"),
                Map.entry("/api/v1/endpoints/{name}/health", "/api/v1/endpoints/fake/health"),
                Map.entry("/api/v1/experiments", "/api/v1/experiments"),
                Map.entry("/api/v1/experiments/{id}", experiment.header("Location")))
                .forEach((route, path) -> check("get", route, api.get(path)));
        check("get", "/api/v1/prompts/{name}", api.get("/api/v1/prompts/none"));
        // Other tests of this API may have experiments of the same parts.
        assertThat(api.get("/api/v1/experiments?prompt=p&dataset=d&endpoint=fake&scorer=equals")
                .json()
                .path("items")
                .valueStream()
                .map(found -> "/api/v1/experiments/" + found.path("id").asString()))
                .contains(experiment.header("Location"));
        for (String unused : List.of("prompt=q", "dataset=e", "endpoint=other", "scorer=regex")) {
            assertThat(api.get("/api/v1/experiments?" + unused).json().path("items").size()).as(unused).isZero();
        }
    }

    @Test
    void realAnswersOfAccessAreDescribedFieldByField() {
        // Given
        document = document("access");
        Answer user = api.post("/api/v1/users", "{\"name\": \"openapi\", \"role\": \"editor\"}");
        check("post", "/api/v1/users", user);
        String login = "{\"token\": \"" + user.json().path("link").path("token").asString() + "\"}";
        Answer redeemed = api.post("/api/v1/auth/redeem", login);
        check("post", "/api/v1/auth/redeem", redeemed);
        check("post", "/api/v1/auth/redeem", api.post("/api/v1/auth/redeem", login));
        List<String> cookies = redeemed.headers().getOrDefault("set-cookie", List.of());
        String cookie = cookies.stream().map(one -> one.split(";", 2)[0]).collect(Collectors.joining("; "));
        Answer key = post(cookie, "/api/v1/keys", "{\"name\": \"k\", \"scopes\": [\"read\"], \"dailySpendUsd\": 5}");
        check("post", "/api/v1/keys", key);
        check("post", "/api/v1/keys", post(cookie, "/api/v1/keys", "{\"name\": \"k\", \"scopes\": [\"admin\"]}"));
        check("post", "/api/v1/keys", post(cookie, "/api/v1/keys", "{\"name\": \"k\"}"));
        // Then
        check("get", "/api/v1/auth/session", api.send(api.request("/api/v1/auth/session").header("Cookie", cookie)));
        check("get", "/api/v1/auth/session", api.send(api.request("/api/v1/auth/session")
                .header("Authorization", "Bearer " + key.json().path("secret").asString())));
        check("post", "/api/v1/auth/token", post(cookie, "/api/v1/auth/token", "{}"));
        check("post", "/api/v1/auth/tickets", post(cookie, "/api/v1/auth/tickets", "{}"));
        check("post", "/api/v1/auth/refresh", post(cookie, "/api/v1/auth/refresh", "{}"));
        check("post", "/api/v1/auth/refresh", post(cookie, "/api/v1/auth/refresh", "{}"));
        check("post", "/api/v1/auth/refresh", post("a=b", "/api/v1/auth/refresh", "{}"));
        check("post", "/api/v1/auth/login", api.post("/api/v1/auth/login", "{\"name\": \"x\", \"password\": \"y\"}"));
        check("post", "/api/v1/auth/login", api.post("/api/v1/auth/login", "{\"name\": \"x\"}"));
        check("get", "/api/v1/users", api.get("/api/v1/users"));
        check("post", "/api/v1/users", api.post("/api/v1/users", "{\"name\": \"openapi\", \"role\": \"editor\"}"));
        check("patch", "/api/v1/users/{name}", patch("/api/v1/users/openapi", "{\"role\": \"viewer\"}"));
        check("patch", "/api/v1/users/{name}", patch("/api/v1/users/nobody", "{\"role\": \"viewer\"}"));
        check("patch", "/api/v1/users/{name}", patch("/api/v1/users/openapi", "{}"));
        check("post", "/api/v1/users/{name}/links", api.post("/api/v1/users/openapi/links", "{}"));
        check("get", "/api/v1/keys", api.get("/api/v1/keys"));
        check("delete", "/api/v1/keys/{keyId}", api.delete("/api/v1/keys/k_00000000"));
        long attempt = new DatabaseAuditLog(api.bean(DataSource.class), Clock.systemUTC())
                .attempt(new AuditEntry("ada", "test", "POST", "/api/v1/prompts", "{\"name\": \"p\"}"));
        new DatabaseAuditLog(api.bean(DataSource.class), Clock.systemUTC()).outcome(attempt, 201, "words");
        check("get", "/api/v1/audit", api.get("/api/v1/audit?limit=1"));
        check("get", "/api/v1/audit", api.get("/api/v1/audit?limit=0"));
        assertThat(api.get("/api/v1/audit?actor=ada").json().path("intact").asBoolean()).isTrue();
    }

    private static Answer post(String cookie, String path, String json) {
        return api.send(api.request(path)
                .header("Cookie", cookie)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private static Answer patch(String path, String json) {
        return api.send(api.request(path)
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(json)));
    }

    private void check(String verb, String route, Answer answer) {
        JsonNode response = resolve(
                document.path("paths").path(route).path(verb).path("responses").path(String.valueOf(answer.status())));
        assertThat(response.isMissingNode())
                .as(verb + " " + route + " answers " + answer.status() + ": " + answer.text())
                .isFalse();
        String type = answer.header("Content-Type").split(";", 2)[0];
        JsonNode schema = response.path("content").path(type).path("schema");
        assertThat(schema.isMissingNode()).as(verb + " " + route + " " + answer.status() + " as " + type).isFalse();
        describes(verb + " " + route, schema, answer.json());
    }

    private void describes(String where, JsonNode reference, JsonNode value) {
        JsonNode schema = resolve(reference);
        if (schema.has("oneOf")) {
            schema = schema.path("oneOf")
                    .valueStream()
                    .map(this::resolve)
                    .filter(one -> fits(one, value))
                    .findFirst()
                    .orElseThrow();
        }
        if (value.isArray()) {
            JsonNode items = schema.path("items");
            value.forEach(item -> describes(where + "[]", items, item));
        }
        if (value.isObject()) {
            JsonNode known = schema;
            known.path("required")
                    .forEach(name -> assertThat(value.has(name.asString()))
                            .as(where + "." + name.asString() + " is missing")
                            .isTrue());
            value.properties().forEach(field -> {
                JsonNode property = known.path("properties").path(field.getKey());
                if (property.isMissingNode()) {
                    assertThat(known.has("additionalProperties")).as(where + "." + field.getKey() + " is not described")
                            .isTrue();
                    if (known.path("additionalProperties").isObject()) {
                        describes(where + "." + field.getKey(), known.path("additionalProperties"), field.getValue());
                    }
                } else {
                    describes(where + "." + field.getKey(), property, field.getValue());
                }
            });
        }
    }

    private static boolean fits(JsonNode schema, JsonNode value) {
        return switch (schema.path("type").asString("")) {
            case "string" -> value.isString();
            case "null" -> value.isNull();
            default -> value.isObject();
        };
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asString().substring(1)) : node;
    }
}
