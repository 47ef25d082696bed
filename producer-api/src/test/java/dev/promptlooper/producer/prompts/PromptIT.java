package dev.promptlooper.producer.prompts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.producer.RunningApi;
import dev.promptlooper.producer.RunningApi.Answer;
import dev.promptlooper.producer.SharedApi;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

class PromptIT {

    private static final RunningApi api = SharedApi.api();

    @Test
    void everySaveIsAVersionAndTheSameContentIsTheSameVersion() {
        // When
        Answer first = save("style", "Answer {{question}}");
        Answer second = save("style", "Answer briefly: {{question}}");
        Answer again = save("style", "Answer {{question}}");
        // Then
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(first.header("Location")).isEqualTo("/api/v1/prompts/style/versions/1");
        assertThat(second.json().path("version").asInt()).isEqualTo(2);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("version").asInt()).isEqualTo(1);
        assertThat(api.get("/api/v1/prompts/style").json().path("version").asInt()).isEqualTo(2);
        assertThat(again.json().path("variables").valueStream().map(JsonNode::asString)).containsExactly("question");
    }

    @Test
    void parallelSavesAreNumberedWithoutGaps() throws Exception {
        // When
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> saves = IntStream.range(0, 20)
                    .mapToObj(i -> threads.submit(() -> save("busy", "{{q}} " + i % 10)))
                    .toList();
            for (Future<Answer> save : saves) {
                assertThat(save.get().status()).as(save.get().text()).isIn(200, 201);
            }
        }
        // Then
        assertThat(api.get("/api/v1/prompts/busy/versions")
                .json()
                .path("items")
                .valueStream()
                .map(v -> v.path("version").asInt()))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 10).map(i -> 11 - i).boxed().toList());
    }

    @Test
    void labelsPointAtVersionsAndMove() {
        // Given
        save("labelled", "one {{q}}");
        save("labelled", "two {{q}}");
        // When
        Answer set = api.put("/api/v1/prompts/labelled/labels/production", "{\"version\": 1}");
        Answer moved = api.put("/api/v1/prompts/labelled/labels/production", "{\"version\": 2}");
        // Then
        assertThat(set.json().path("labels").get(0).asString()).isEqualTo("production");
        assertThat(moved.json().path("version").asInt()).isEqualTo(2);
        assertThat(api.get("/api/v1/prompts/labelled/labels/production").json().path("version").asInt()).isEqualTo(2);
        assertThat(api.get("/api/v1/prompts/labelled/versions/1").json().path("labels").isEmpty()).isTrue();
        assertThat(api.put("/api/v1/prompts/labelled/labels/production", "{\"version\": 9}").status()).isEqualTo(404);
        assertThat(api.put("/api/v1/prompts/labelled/labels/3", "{\"version\": 1}").status()).isEqualTo(422);
        assertThat(api.delete("/api/v1/prompts/labelled/labels/production").status()).isEqualTo(204);
        assertThat(api.delete("/api/v1/prompts/labelled/labels/production").status()).isEqualTo(404);
    }

    @Test
    void diffIsPerMessageAndLine() {
        // Given
        api.post("/api/v1/prompts",
                """
                        {"name": "d", "messages": [{"role": "system", "content": "a\\nb\\nc"}, {"role": "user", "content": "{{q}}"}]}""");
        api.post("/api/v1/prompts",
                """
                        {"name": "d", "messages": [{"role": "system", "content": "a\\nB\\nc"}, {"role": "user", "content": "{{q}}"},
                                                   {"role": "assistant", "content": "ok"}]}""");
        // When
        JsonNode diff = api.get("/api/v1/prompts/d/diff?from=1&to=2").json();
        // Then
        JsonNode messages = diff.path("messages");
        assertThat(messages.valueStream().map(m -> m.path("change").asString())).containsExactly("CHANGED", "SAME",
                "ADDED");
        assertThat(messages.get(0)
                .path("lines")
                .valueStream()
                .map(l -> l.path("change").asString() + " " + l.path("text").asString()))
                .containsExactly("SAME a", "REMOVED b", "ADDED B", "SAME c");
    }

    @Test
    void badPromptsAreExplained() {
        assertThat(save("x", "{{#open}}").errors()).singleElement().asString().startsWith("messages");
        assertThat(api.post("/api/v1/prompts", "{\"name\": \"x\"}").errors()).singleElement()
                .asString()
                .contains("at least one message");
        assertThat(api.post("/api/v1/prompts", "{\"name\": \"x\", \"messages\": [{\"content\": 3}]}").errors())
                .hasSize(2);
        assertThat(api.post("/api/v1/prompts", "{\"nam\": \"x\"}").errors()).containsExactly(
                "nam: unknown key 'nam'; did you mean 'name'?; known keys: name, messages, description, labels");
        assertThat(api.post("/api/v1/prompts", "{\"name\": \"x\", \"messages\": \"hi\"}").status()).isEqualTo(422);
        assertThat(save("a@b", "{{q}}").status()).isEqualTo(422);
        assertThat(save("x", "\\ud800 {{q}}").errors()).singleElement().asString().contains("surrogate");
        assertThat(api.post("/api/v1/prompts",
                "{\"name\": \"x\", \"description\": \"\\u0000\", \"messages\": [{\"role\": \"user\", \"content\": \"{{q}}\"}]}")
                .status())
                .isEqualTo(422);
        assertThat(api.get("/api/v1/prompts/nothing").status()).isEqualTo(404);
        assertThat(api.get("/api/v1/prompts/nothing/versions/x").status()).isEqualTo(400);
    }

    @Test
    void lintTellsVariablesAndOddities() {
        JsonNode lint = api.post("/api/v1/prompts/lint",
                "{\"messages\": [{\"role\": \"robot\", \"content\": \"{{a}} {{#list}}{{b}}{{/list}}\"}]}").json();
        assertThat(lint.path("variables").valueStream().map(JsonNode::asString)).containsExactly("a", "b", "list");
        assertThat(lint.path("required").valueStream().map(JsonNode::asString)).containsExactly("a");
        assertThat(lint.path("warnings").size()).isEqualTo(2);
    }

    @Test
    void promptsAreListedInPages() {
        // Given
        save("zz1", "{{q}}");
        save("zz2", "{{q}}");
        save("zz3", "{{q}}");
        // When
        JsonNode page = api.get("/api/v1/prompts?after=zz&limit=2").json();
        // Then
        assertThat(page.path("items").valueStream().map(p -> p.path("name").asString())).containsExactly("zz1", "zz2");
        assertThat(page.path("next").asString()).isEqualTo("zz2");
    }

    private static Answer save(String name, String content) {
        return api.post("/api/v1/prompts",
                "{\"name\": \"" + name + "\", \"messages\": [{\"role\": \"user\", \"content\": \"" + content + "\"}]}");
    }
}
