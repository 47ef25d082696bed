package dev.promptlooper.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.promptlooper.contracts.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Answers over a sweep of 10,000 candidates and as many runs: small by default, never too large, complete page by page.
class AnswersTest {

    private static final Map<String, String> READS = BigSweep.READS;
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
    void everyReadingToolAnswersInTwoThousandTokensByDefault() {
        READS.forEach((tool, arguments) -> assertThat(api.done(tool, arguments).text().length()).as(tool)
                .isLessThanOrEqualTo(Answer.TARGET));
    }

    @Test
    void everyAnswerFitsItsSchema() {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        READS.forEach((tool, arguments) -> assertThat(registry.getSchema(Toolbox.tool(tool).outputSchema())
                .validate(api.done(tool, arguments).structured())).as(tool).isEmpty());
        assertThat(READS.keySet()).containsAll(
                Toolbox.all().stream().filter(tool -> tool.hints().readOnly()).map(Tool::name).toList());
    }

    @Test
    void largestAnswersStayBelowEightThousandTokens() {
        for (String tool : List.of("list_sweeps", "get_leaderboard", "list_runs", "list_prompts", "list_models",
                "list_experiments", "list_datasets")) {
            String arguments = READS.getOrDefault(tool, "{}");
            String more = arguments.substring(0, arguments.length() - 1) + (arguments.length() > 2 ? "," : "")
                    + "\"limit\":100}";
            ToolResult.Done answer = api.done(tool, more);
            assertThat(answer.text().length()).as(tool).isLessThanOrEqualTo(Answer.MOST);
        }
        assertThat(api.done("get_verdict", "{\"sweep_id\":\"big\",\"detail\":\"full\"}").text().length())
                .isLessThanOrEqualTo(Answer.MOST);
        assertThat(api.done("get_run", "{\"run_id\":\"big.1.2.0\",\"max_chars\":20000}").text().length())
                .isLessThanOrEqualTo(Answer.MOST);
    }

    @Test
    void cutListSaysSoAndCursorGoesOnWhereItWasCut() {
        // Given
        Set<Long> seen = new LinkedHashSet<>();
        List<Boolean> cut = new ArrayList<>();
        String cursor = "";
        // When
        while (seen.size() < 400) {
            JsonNode page = api.done("list_runs", "{\"sweep_id\":\"big\",\"limit\":100" + cursor + "}")
                    .structured();
            page.path("runs").forEach(row -> assertThat(seen.add(number(row.path("case_id").asString()))).isTrue());
            cut.add(page.path("truncated").asBoolean(false));
            assertThat(page.path("total").asInt()).isEqualTo(10_000);
            cursor = ",\"cursor\":\"" + page.path("next_cursor").asString() + "\"";
        }
        // Then
        assertThat(seen).startsWith(0L).contains(399L);
        assertThat(List.copyOf(seen)).isSorted();
        assertThat(cut).as("rows were dropped").contains(true);
    }

    private static long number(String caseId) {
        return Long.parseLong(caseId.substring("q-".length()));
    }

    @Test
    void verdictNamesTheCandidateAndKeepsToWhatDecides() {
        JsonNode verdict = api.done("get_verdict", "{\"sweep_id\":\"big\"}").structured();
        assertThat(verdict.path("recommended").path("prompt").asString()).isEqualTo("terse");
        assertThat(verdict.path("runner_up").path("difference").asDouble()).isEqualTo(0.12346);
        assertThat(verdict.path("top").size()).isEqualTo(5);
        assertThat(Json.write(verdict)).doesNotContain("candidates\":[");
    }

    @Test
    void textAndStructuredAnswerAreTheSame() {
        ToolResult.Done answer = api.done("get_sweep", "{\"sweep_id\":\"big\"}");
        assertThat(Json.write(Json.MAPPER.readTree(answer.text()))).isEqualTo(Json.write(answer.structured()));
        assertThat(answer.links()).extracting(Link::uri).contains("promptlooper://sweeps/big");
    }
}
