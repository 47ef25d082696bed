package dev.promptlooper.standalone.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.standalone.pipeline.AgentClient.Era;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.List;

/// An agent without a model: from the overview to a promoted prompt over MCP alone, in both eras of the protocol.
class AgentIT {

    private static final int CASES = 200;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;
    @SuppressWarnings("NullAway.Init")
    private static PipelineFixture pipeline;

    @BeforeAll
    static void start() {
        pipeline = PipelineFixture.start(folder.resolve("data"));
    }

    @AfterAll
    static void stop() {
        pipeline.close();
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void agentTunesAPromptFromTheOverviewToItsLabel(Era era) {
        AgentClient agent = AgentClient.connect(pipeline.instance().mcpUrl().orElseThrow(),
                pipeline.instance().localKey(), era);
        String name = "sums-" + era.name().toLowerCase(java.util.Locale.ROOT);
        look(agent);
        String experiment = design(agent, name, era == Era.LEGACY ? 1_000 : 5_000);
        pipeline.latency("150");
        String sweep = launch(agent, experiment, name);
        steer(agent, sweep);
        pipeline.latency("5");
        finish(agent, sweep);
        int version = decide(agent, sweep);
        promote(agent, name, version);
        readAround(agent, sweep);
    }

    private static void look(AgentClient agent) {
        JsonNode tools = agent.request("tools/list", "", Json.MAPPER.createObjectNode()).path("tools");
        assertThat(tools.size()).isEqualTo(25);
        assertThat(agent.call("get_overview", "{}").path("spent_usd").isNumber()).isTrue();
        assertThat(agent.call("list_scorers", "{\"query\":\"numeric\"}")
                .path("scorers")
                .path(0)
                .path("parameters")
                .isEmpty())
                .isFalse();
        agent.call("list_models", "{}");
        assertThat(agent.refused("get_prompt", "{\"prompt\":\"nowhere\"}")).startsWith("ERROR NOT_FOUND: ");
    }

    private static String design(AgentClient agent, String name, int from) {
        String prompt = "{\"prompt\":\"" + name
                + "\",\"messages\":[{\"role\":\"system\",\"content\":\"%s\"},{\"role\":\"user\",\"content\":\"{{question}}\"}]}";
        assertThat(agent.call("save_prompt", prompt.replace("%s", "Final answer only.")).path("use_as").asString())
                .isEqualTo(name + "@1");
        assertThat(agent.call("save_prompt", prompt.replace("%s", "Think step by step.")).path("version").asInt())
                .isEqualTo(2);
        assertThat(agent.call("save_prompt", prompt.replace("%s", "Final answer only.")).path("version").asInt())
                .isEqualTo(1);
        ObjectNode dataset = Json.MAPPER.createObjectNode().put("dataset", name).put("expected", "answer");
        ArrayNode rows = dataset.putArray("rows");
        for (int n = from; n < from + CASES; n++) {
            rows.addObject().put("question", "What is " + n + " + 13 * 4?").put("answer", String.valueOf(n + 52));
        }
        assertThat(agent.call("create_dataset", dataset).path("cases").asInt()).isEqualTo(CASES);
        assertThat(agent.call("get_dataset", "{\"dataset\":\"" + name + "\"}")
                .path("sample")
                .path("untrusted")
                .asBoolean())
                .isTrue();
        String spec = "{\"name\":\"" + name + "\",\"spec\":{\"prompts\":[\"" + name + "@1\",\"" + name
                + "@2\"],\"models\":[\"%s\",\"fake/large\"],\"dataset\":{\"name\":\"" + name
                + "\"},\"scorers\":[{\"type\":\"numeric-match\"}]}}";
        String experiment = agent.call("create_experiment", spec.replace("%s", "fake/small"))
                .path("experiment_id")
                .asString();
        JsonNode plan = agent.call("plan_sweep", "{\"experiment_id\":\"" + experiment + "\"}");
        assertThat(plan.path("can_launch").asBoolean()).as("%s", plan).isTrue();
        assertThat(plan.path("runs").asInt()).isEqualTo(4 * CASES);
        assertThat(plan.path("cost_usd").path("expected").asDouble()).isBetween(
                plan.path("cost_usd").path("low").asDouble(),
                plan.path("cost_usd").path("high").asDouble());
        return experiment;
    }

    private static String launch(AgentClient agent, String experiment, String key) {
        String launch = "{\"experiment_id\":\"" + experiment + "\",\"idempotency_key\":\"" + key
                + "-1\",\"budget_usd\":";
        assertThat(agent.refused("launch_sweep", launch + "0.000001}")).startsWith("ERROR BUDGET_TOO_LOW: ")
                .contains("\nFix: ", "\nNext: plan_sweep ");
        JsonNode launched = agent.call("launch_sweep", launch + "5}");
        String sweep = launched.path("sweep_id").asString();
        assertThat(agent.call("launch_sweep", launch + "5}").path("sweep_id").asString()).isEqualTo(sweep);
        JsonNode now = agent.call("get_sweep", "{\"sweep_id\":\"" + sweep + "\"}");
        assertThat(now.path("budget").path("usd").asDouble()).isEqualTo(5);
        assertThat(now.path("experiment_id").asString()).isEqualTo(experiment);
        return sweep;
    }

    private static void steer(AgentClient agent, String sweep) {
        String id = "{\"sweep_id\":\"" + sweep + "\"";
        JsonNode seen = agent.call("wait_for_sweep", id + ",\"until\":\"leader_change\",\"timeout_seconds\":50}");
        assertThat(seen.path("sweep").path("leader").path("prompt").isString()).as("%s", seen).isTrue();
        agent.call("steer_sweep", id + ",\"op\":\"prune\",\"candidates\":[3],\"reason\":\"too small\"}");
        JsonNode paused = agent.call("steer_sweep", id + ",\"op\":\"pause\"}");
        JsonNode resting = agent.call("wait_for_sweep", id + ",\"until\":\"finished\",\"timeout_seconds\":50}");
        assertThat(resting.path("outcome").asString()).as("a paused sweep ends the wait").isEqualTo("at_rest");
        awaitQuiet(agent, sweep, resting.path("revision").asString());
        assertThat(agent.refused("steer_sweep", id + ",\"op\":\"resume\",\"expected_version\":1}"))
                .startsWith("ERROR CONFLICT: ")
                .contains(paused.path("version").asString());
        agent.call("steer_sweep", id + ",\"op\":\"budget\",\"budget_usd\":4}");
        agent.call("steer_sweep", id + ",\"op\":\"resume\"}");
    }

    /// Until nothing has happened for three seconds: long enough that progress is told.
    private static void awaitQuiet(AgentClient agent, String sweep, String since) {
        String revision = since;
        for (int i = 0; i < 20; i++) {
            JsonNode waited = agent.call("wait_for_sweep", "{\"sweep_id\":\"" + sweep
                    + "\",\"until\":\"any_change\",\"timeout_seconds\":3,\"since_revision\":\"" + revision + "\"}");
            revision = waited.path("revision").asString();
            if (waited.path("outcome").asString().equals("timeout")) {
                return;
            }
        }
        throw new AssertionError("a paused sweep changes all the time");
    }

    private static void finish(AgentClient agent, String sweep) {
        String revision = "";
        for (int i = 0; i < 20; i++) {
            JsonNode waited = agent.call("wait_for_sweep", "{\"sweep_id\":\"" + sweep + "\",\"timeout_seconds\":50"
                    + (revision.isEmpty() ? "" : ",\"since_revision\":\"" + revision + "\"") + "}");
            revision = waited.path("revision").asString();
            if (waited.path("condition_met").asBoolean()) {
                assertThat(waited.path("sweep").path("status").asString()).isEqualTo("COMPLETED");
                return;
            }
        }
        throw new AssertionError("the sweep does not end");
    }

    private static int decide(AgentClient agent, String sweep) {
        String id = "{\"sweep_id\":\"" + sweep + "\"";
        JsonNode rows = agent.call("get_leaderboard", id + "}").path("rows");
        assertThat(rows.size()).isBetween(3, 4);
        JsonNode verdict = agent.call("get_verdict", id + "}");
        assertThat(verdict.path("stage").asString()).isEqualTo("FINAL");
        int winner = verdict.path("recommended").path("candidate").asInt(-1);
        int other = rows.valueStream()
                .mapToInt(row -> row.path("candidate").asInt())
                .filter(candidate -> candidate != winner)
                .findFirst()
                .orElseThrow();
        JsonNode compared = agent.call("compare_candidates",
                id + ",\"candidates\":[" + winner + "," + other + "],\"examples\":3}");
        assertThat(compared.path("comparisons").path(0).path("verdict").asString()).isIn("better", "worse",
                "undecided");
        assertThat(compared.path("examples").size()).isEqualTo(3);
        JsonNode runs = agent.call("list_runs", id + ",\"candidate\":" + winner + "}");
        assertThat(runs.path("total").asInt()).isBetween(1, CASES);
        JsonNode run = agent.call("get_run",
                "{\"run_id\":\"" + runs.path("runs").path(0).path("run_id").asString() + "\"}");
        assertThat(run.path("output").path("untrusted").asBoolean()).isTrue();
        assertThat(agent.refused("compare_candidates", id + ",\"candidates\":[0,99]}")).startsWith("ERROR ");
        return verdict.path("recommended").path("prompt_version").asInt();
    }

    private static void promote(AgentClient agent, String name, int version) {
        String promote = "{\"prompt\":\"" + name + "\",\"version\":" + version + ",\"expected_current_version\":0}";
        assertThat(agent.call("promote_prompt", promote).path("to_version").asInt()).isEqualTo(version);
        assertThat(agent.refused("promote_prompt", promote)).startsWith("ERROR CONFLICT: ");
        assertThat(agent.call("get_prompt", "{\"prompt\":\"" + name + "\",\"label\":\"production\"}")
                .path("version")
                .asInt())
                .isEqualTo(version);
        assertThat(agent.call("list_prompts", "{\"query\":\"" + name + "\"}").path("prompts").size()).isEqualTo(1);
    }

    private static void readAround(AgentClient agent, String sweep) {
        for (String uri : List.of("promptlooper://overview", "promptlooper://docs/quickstart",
                "promptlooper://sweeps/" + sweep,
                "promptlooper://sweeps/" + sweep + "/leaderboard", "promptlooper://sweeps/" + sweep + "/verdict",
                "promptlooper://schemas/sweep")) {
            JsonNode read = agent.request("resources/read", uri, Json.MAPPER.createObjectNode().put("uri", uri));
            assertThat(read.path("contents").path(0).path("text").asString("")).as(uri).isNotBlank();
        }
        ObjectNode prompt = Json.MAPPER.createObjectNode().put("name", "pick_winner");
        prompt.putObject("arguments").put("sweep_id", sweep);
        assertThat(agent.request("prompts/get", "pick_winner", prompt).path("messages").size()).isEqualTo(2);
        assertThat(agent.notifications()).as("progress while it waited")
                .anyMatch(message -> message.path("method").asString("").equals("notifications/progress"));
        assertThat(
                agent.call("list_sweeps", "{\"status\":\"COMPLETED\"}").path("sweeps").findValuesAsString("sweep_id"))
                .contains(sweep);
        assertThat(agent.refused("cancel_sweep", "{\"sweep_id\":\"" + sweep + "\"}")).startsWith("ERROR CONFLICT: ");
    }
}
