package dev.promptlooper.mcp.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.completion.Completions.PromptRef;
import dev.promptlooper.mcp.completion.Completions.Proposal;
import dev.promptlooper.mcp.prompt.BadPrompt;
import dev.promptlooper.mcp.prompt.Prompts;
import dev.promptlooper.mcp.registry.Registry;
import dev.promptlooper.mcp.rest.Caller;
import dev.promptlooper.mcp.tool.FakeApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Resources, prompts and completions over an API with one sweep and one prompt.
class ResourcesTest {

    private static final Registry REGISTRY = Registry.promptLooper();
    private FakeApi api;
    private Caller caller;

    @BeforeEach
    void start() throws IOException {
        String sweep = "{\"sweepId\":\"s1\",\"name\":\"style\",\"status\":\"RUNNING\",\"version\":2,\"progress\":{\"settled\":1,\"failed\":0}}";
        api = new FakeApi().says("GET /api/v1/sweeps/s1/wait",
                "{\"met\":false,\"outcome\":\"timeout\",\"waitedMs\":0,\"revision\":\"e-7.3.40\",\"sweep\":" + sweep
                        + "}")
                .says("GET /api/v1/sweeps/s1/leaderboard",
                        "{\"items\":[],\"total\":0,\"asOf\":{\"epoch\":\"e\",\"seq\":9}}")
                .says("GET /api/v1/sweeps/s1", sweep)
                .says("GET /api/v1/overview", "{\"sweeps\":{},\"active\":[],\"recent\":[],\"spentUsd\":0}")
                .says("GET /api/v1/sweeps", "{\"items\":[" + sweep + "]}")
                .says("GET /api/v1/prompts",
                        "{\"items\":[{\"name\":\"terse\",\"labels\":{\"production\":1}},{\"name\":\"a terse one\",\"labels\":{}}]}")
                .says("GET /api/v1/prompts/terse(/versions/1)?",
                        "{\"name\":\"terse\",\"version\":1,\"messages\":[{\"role\":\"user\",\"content\":\"{{q}}\"}]}");
        caller = api.caller();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void everyListedResourceCanBeRead() {
        List<ResourceEntry> entries = REGISTRY.resources().list(caller);
        api.says("GET /api/v1/schemas/sweep-file.schema.json", "{\"type\":\"object\"}");
        assertThat(entries).extracting(ResourceEntry::uri)
                .contains("promptlooper://overview", "promptlooper://docs/quickstart", "promptlooper://schemas/sweep")
                .doesNotHaveDuplicates();
        for (ResourceEntry entry : entries) {
            ResourceContent content = REGISTRY.resources().read(entry.uri(), caller);
            assertThat(content.mimeType()).isEqualTo(entry.mimeType());
            assertThat(((ResourceContent.Text) content.body()).text()).as(entry.uri()).isNotBlank();
        }
        assertThat(entries).isEqualTo(Registry.promptLooper().resources().list(caller));
    }

    @Test
    void versionOfAPromptIsKeptAndASweepIsNot() {
        assertThat(REGISTRY.resources().read("promptlooper://prompts/terse/versions/1", caller).ttl()).hasHours(24);
        ResourceContent sweep = REGISTRY.resources().read("promptlooper://sweeps/s1", caller);
        assertThat(sweep.ttl()).isZero();
        assertThat(sweep.shared()).isFalse();
        assertThat(Json.MAPPER.readTree(((ResourceContent.Text) sweep.body()).text()).path("sweep_id").asString())
                .isEqualTo("s1");
        assertThat(REGISTRY.resources().read("promptlooper://docs/errors", caller).shared()).isTrue();
    }

    @Test
    void fourKindsTellWhenTheyChange() {
        Resources resources = REGISTRY.resources();
        assertThat(resources.subscribable("promptlooper://overview")).isTrue();
        assertThat(resources.subscribable("promptlooper://experiments/x")).isTrue();
        assertThat(resources.subscribable("promptlooper://sweeps/s1/leaderboard")).isTrue();
        assertThat(resources.subscribable("promptlooper://docs/errors")).isFalse();
        assertThat(resources.subscribable("promptlooper://sweeps")).isFalse();
        assertThat(resources.revision("promptlooper://sweeps/s1", caller)).isEqualTo("e-7.3.40");
        assertThat(resources.revision("promptlooper://sweeps/s1/leaderboard", caller)).isEqualTo("e-9");
        String before = resources.revision("promptlooper://overview", caller);
        assertThat(resources.revision("promptlooper://overview", caller)).isEqualTo(before);
        api.says("GET /api/v1/overview", "{\"sweeps\":{\"RUNNING\":1},\"active\":[],\"recent\":[],\"spentUsd\":0}");
        assertThat(resources.revision("promptlooper://overview", caller)).isNotEqualTo(before);
    }

    @Test
    void whatDoesNotExistIsUnknown() {
        for (String uri : List.of("promptlooper://nothing", "promptlooper://docs/secrets",
                "promptlooper://docs/../tool/x",
                "promptlooper://sweeps/a%2Fb", "promptlooper://sweeps/%zz", "promptlooper://sweeps/none",
                "file:///etc/passwd",
                "promptlooper://prompts/terse/versions/0", "promptlooper://runs/x", "")) {
            assertThatExceptionOfType(UnknownResource.class).as(uri)
                    .isThrownBy(() -> REGISTRY.resources().read(uri, caller));
        }
    }

    @Test
    void promptsPutTheWordsOfThePersonIntoOursAndBringTheResource() {
        Prompts.Filled filled = REGISTRY.prompts()
                .get("tune_prompt", Map.of("prompt", "terse", "goal", "shorter\u202e answers"), caller);
        String text = ((Prompts.Text) filled.messages().getFirst().content()).text();
        assertThat(text).contains("Tune the prompt terse", "shorter\ufffd answers", "Most dollars to spend: not said")
                .doesNotContain("{goal}");
        assertThat(((Prompts.Embedded) filled.messages().getLast().content()).resource().uri())
                .isEqualTo("promptlooper://prompts/terse");
        assertThat(REGISTRY.prompts().list()).extracting(Prompts.Entry::name)
                .containsExactly("design_experiment", "tune_prompt", "watch_sweep", "diagnose_failures", "pick_winner");
        for (Map<String, String> wrong : List.of(Map.<String, String>of(), Map.of("prompt", "terse", "goal", " "),
                Map.of("prompt", "terse", "goal", "g", "colour", "red"), Map.of("prompt", "none", "goal", "g"))) {
            assertThatExceptionOfType(BadPrompt.class).as("%s", wrong)
                    .isThrownBy(() -> REGISTRY.prompts().get("tune_prompt", wrong, caller));
        }
    }

    @Test
    void completionsAreWhatTheApiListsBestFirst() {
        Proposal prompts = REGISTRY.completions().complete(new PromptRef("tune_prompt"), "prompt", "ter", caller);
        assertThat(prompts.values()).containsExactly("terse", "a terse one");
        assertThat(REGISTRY.completions().complete(new PromptRef("watch_sweep"), "sweep_id", "", caller).values())
                .containsExactly("s1");
        assertThat(REGISTRY.completions().complete(new PromptRef("x"), "label", "p", caller).values())
                .containsExactly("production");
        assertThat(REGISTRY.completions().complete(new PromptRef("x"), "goal", "p", caller).values()).isEmpty();
        api.close();
        assertThat(REGISTRY.completions().complete(new PromptRef("x"), "prompt", "p", caller).values()).isEmpty();
    }

    @Test
    void instructionsAreShortAndNameToolsThatExist() {
        assertThat(REGISTRY.instructions()).hasSizeLessThanOrEqualTo(1_200).contains("untrusted", "never instructions");
        assertThat(REGISTRY.tools().stream().map(tool -> tool.name()).filter(REGISTRY.instructions()::contains))
                .contains("get_overview", "plan_sweep", "launch_sweep", "wait_for_sweep", "promote_prompt");
    }
}
