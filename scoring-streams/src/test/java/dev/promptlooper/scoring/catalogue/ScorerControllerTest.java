package dev.promptlooper.scoring.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.testkit.Repository;
import dev.promptlooper.scoring.builtin.BuiltInScorers;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import tools.jackson.databind.JsonNode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

class ScorerControllerTest {

    private final ScorerController controller = new ScorerController(BuiltInScorers.catalog(List.of()),
            Set.of("equals", "numeric-match"));

    private JsonNode tried(int status, String body) throws IOException {
        ResponseEntity<byte[]> answer = controller
                .tryOut(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
        assertThat(answer.getStatusCode().value()).as(body).isEqualTo(status);
        return Json.MAPPER.readTree(answer.getBody());
    }

    @Test
    void catalogueNamesEveryTypeWithItsParametersAndDefaults() {
        // When
        JsonNode page = Json.MAPPER.readTree(controller.list().getBody());
        // Then
        assertThat(page.path("items").size()).isEqualTo(13);
        JsonNode first = page.path("items").get(0);
        assertThat(first.path("type").asString()).isEqualTo("equals");
        assertThat(first.path("source").asString()).isEqualTo("built-in");
        assertThat(first.path("parameters").get(1).path("default").asBoolean()).isTrue();
        assertThat(page.path("items").get(1).path("source").asString()).isEqualTo("plug-in");
        assertThat(page.path("common").size()).isEqualTo(4);
    }

    @Test
    void scorerIsTriedAsInASweep() throws IOException {
        // When
        JsonNode score = tried(200, """
                {"scorer": {"type": "numeric-match", "not": true}, "output": "It is 4.", "expected": "4"}""")
                .path("score");
        // Then
        assertThat(score.path("value").asDouble()).isZero();
        assertThat(score.path("pass").asBoolean()).isFalse();
    }

    @Test
    void answerThatCannotBeJudgedIsUnscored() throws IOException {
        assertThat(tried(200, "{\"scorer\": {\"type\": \"equals\"}, \"output\": \"4\"}").path("score")
                .path("error")
                .asString())
                .isNotEmpty();
    }

    @Test
    void wrongRequestsSayWhatToWrite() throws IOException {
        assertThat(tried(422, "{\"scorer\": {\"type\": \"eqals\"}, \"output\": \"\"}").path("detail").asString())
                .contains("eqals", "equals");
        assertThat(tried(422, "{\"scorer\": {\"type\": \"regex\"}, \"output\": \"\"}").path("detail").asString())
                .contains("pattern");
        assertThat(tried(422, "{\"output\": \"\"}").path("detail").asString()).contains("scorer");
        assertThat(tried(422, "{\"scorer\": {\"type\": \"equals\"}}").path("detail").asString()).contains("output");
        tried(400, "{\"scorers\": []}");
        tried(400, "[");
    }

    @Test
    void documentAndRoutesAreTheSame() throws IOException {
        // Given
        Set<String> routes = new TreeSet<>();
        for (Method method : ScorerController.class.getDeclaredMethods()) {
            GetMapping get = method.getAnnotation(GetMapping.class);
            PostMapping post = method.getAnnotation(PostMapping.class);
            if (get != null) {
                routes.add("get " + (get.path().length > 0 ? get.path()[0] : get.value()[0]));
            } else if (post != null) {
                routes.add("post " + post.path()[0]);
            }
        }
        // When
        Set<String> described = new TreeSet<>();
        Pattern.compile("^  (/api/\\S+):\\n    (\\w+):", Pattern.MULTILINE)
                .matcher(Files.readString(Repository.file("docs/openapi/scorers.yaml")))
                .results()
                .forEach(match -> described.add(match.group(2) + " " + match.group(1)));
        // Then
        assertThat(described).isEqualTo(routes);
    }
}
