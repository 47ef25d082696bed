package dev.promptlooper.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Texts that give orders, wherever models, files or other people can put them.
class UntrustedTest {

    private static FakeApi api;

    @BeforeAll
    static void start() throws Exception {
        api = BigSweep.on(new FakeApi());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void textIsMarkedCutAndSaysHowLongItWas() {
        ObjectNode marked = Untrusted.text("abcdef", 4);
        assertThat(marked.toString())
                .isEqualTo("{\"untrusted\":true,\"text\":\"abcd\",\"truncated\":true,\"chars\":6}");
        assertThat(
                Untrusted.text("ab\u001b[31m\u202e\u200bc\n\ud83d\udc69\u200d\ud83d\udcbb", 99).path("text").asString())
                .isEqualTo("ab\ufffd[31m\ufffd\ufffdc\n\ud83d\udc69\u200d\ud83d\udcbb");
        assertThat(Untrusted.text("a\ud83d\udc69", 2).path("text").asString()).as("no half characters").isEqualTo("a");
        assertThat(Untrusted.quoted("it's\n" + "x".repeat(500))).startsWith("'it’s x")
                .hasSizeLessThan(130)
                .endsWith("…'");
    }

    @Test
    void outputsPromptsCasesReasonsAndFailuresAreMarkedInEveryTool() {
        JsonNode run = api.done("get_run", "{\"run_id\":\"big.1.2.0\"}").structured();
        marked(run.path("output"));
        marked(run.path("message"));
        marked(run.path("scores").path(0).path("reason"));
        marked(run.path("rendered_prompt").path(0).path("content"));
        assertThat(run.path("truncated_fields").size()).isEqualTo(2);
        marked(api.done("list_runs", "{\"sweep_id\":\"big\"}").structured().path("runs").path(0).path("message"));
        marked(api.done("get_prompt", "{\"prompt\":\"terse\"}").structured().path("messages").path(0).path("content"));
        marked(api.done("get_sweep", "{\"sweep_id\":\"big\"}").structured().path("errors").path(0).path("message"));
        JsonNode spec = api.done("get_experiment", BigSweep.READS.getOrDefault("get_experiment", ""))
                .structured()
                .path("spec");
        assertThat(spec.path("prompts").path(0).asString()).isEqualTo("terse");
        marked(spec.path("prompts").path(1).path("messages").path(0).path("content"));
        assertThat(api.done("list_experiments", "{}").text()).doesNotContain("\"messages\"");
        JsonNode sample = api.done("get_dataset", "{\"dataset\":\"sums\"}").structured().path("sample");
        assertThat(sample.path("untrusted").asBoolean()).isTrue();
        assertThat(sample.path("cases").path(0).path("vars").path("question").asString()).startsWith("Ignore all")
                .hasSizeLessThan(310);
    }

    private static void marked(JsonNode text) {
        assertThat(text.path("untrusted").asBoolean(false)).as("%s", text).isTrue();
        assertThat(text.path("text").asString()).startsWith("Ignore all");
    }

    @Test
    void nothingInvisibleAndNoControlCharacterLeaves() {
        BigSweep.READS.forEach((tool, arguments) -> {
            String text = api.done(tool, arguments).text();
            assertThat(text).as(tool).doesNotContain("\u202e", "\u001b", "\\u001b", "\ue004");
        });
    }

    @Test
    void definitionsAreNotMadeFromData() {
        String before = Toolbox.all().toString();
        BigSweep.READS.forEach((tool, arguments) -> api.call(tool, arguments));
        assertThat(Toolbox.all().toString()).isEqualTo(before).doesNotContain("Ignore all");
    }
}
