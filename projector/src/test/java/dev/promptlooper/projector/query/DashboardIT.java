package dev.promptlooper.projector.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.promptlooper.contracts.sweep.DatasetRef;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.projector.Samples;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/// What the pages of the dashboard ask, over a sweep whose answers are known: candidate c passes case i when i mod 10 < 3 + c, so that each
/// one is better than the one before on exactly a tenth of the cases.
class DashboardIT {

    private static final int CASES = 40;
    private static final String SWEEP = "01SWEEP";
    private static final String OTHER = "01OTHER";
    private static final String FOREIGN = "01FOREIGN";
    private static final ResultsServer SERVER = new ResultsServer();
    private static final QueryClient CLIENT = SERVER.client();

    @BeforeAll
    static void fill() {
        sweep(SWEEP, new DatasetRef("cases", 1, CASES, null, "sha-1"), "RUNNING");
        sweep(OTHER, new DatasetRef("copy", 7, CASES, null, "sha-1"), "COMPLETED");
        sweep(FOREIGN, new DatasetRef("cases", 2, CASES, null, "sha-2"), "COMPLETED");
        SERVER.execute(
                "INSERT INTO results.candidate_mark VALUES ('01SWEEP', 0, true, NULL, 1), ('01SWEEP', 1, NULL, true, 1)");
        SERVER.execute("UPDATE results.candidate SET pareto = true WHERE candidate_index IN (0, 5)");
        SERVER.execute(
                """
                        INSERT INTO results.response SELECT config_hash, 'local', 'http://127.0.0.1:1/v1', 'tiny', '{"model":"tiny"}',
                            'it''s <b>' || case_id || '</b>', NULL, NULL, NULL, 'stop', 'tiny', 20, 10, false, 0.001, 100, '[]', 1, 1
                        FROM results.run WHERE status = 'DONE' AND sweep_id = '01SWEEP'""");
    }

    private static void sweep(String id, DatasetRef dataset, String status) {
        SweepDefinition base = Samples.definition(id, "name of " + id, Samples.NOON);
        SERVER.sweep(new SweepDefinition(1, id, base.name(), null, base.createdAt(),
                List.of(base.prompts().getFirst(),
                        new PromptDefinition("steps", 0,
                                List.of(Map.of("role", "user", "content", "It's {{question}}")))),
                base.models(), base.params(), List.of(), dataset, base.scorers(), base.objective(), base.strategy(), 1,
                base.budget(), null, 50, base.cache()), status);
        SERVER.execute(
                """
                        INSERT INTO results.run SELECT '%1$s', c, i, 0, %2$d + i * 10000, 20, 10, 0.001 * (c + 1), 0.001 * (c + 1), 30, 100 + c,
                            i, 1, 1, false, 'case-' || i, md5('%1$s' || c || '-' || i), CASE WHEN c = 2 AND i = 39 THEN 'FAILED' ELSE 'DONE' END,
                            CASE WHEN c = 2 AND i = 39 THEN NULL ELSE 'CALL' END, CASE WHEN c = 2 AND i = 39 THEN 'TIMEOUT' END,
                            CASE WHEN c = 2 AND i = 39 THEN 'no answer within 60 s' END,
                            CASE WHEN c = 2 AND i = 39 THEN '[]'::jsonb
                                WHEN c = 3 AND i = 38 THEN '[{"metric":"equals","error":"no reference"},{"metric":"words","value":7}]'::jsonb
                                ELSE jsonb_build_array(jsonb_build_object('metric', 'equals', 'value', (i %% 10 < 3 + c)::int, 'pass', i %% 10 < 3 + c),
                                    jsonb_build_object('metric', 'words', 'value', 7 + c)) END
                        FROM generate_series(0, 5) c, generate_series(0, 39) i"""
                        .formatted(id, Samples.NOON));
        SERVER.derive(id);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static JsonNode get(String path) {
        return CLIENT.get(path);
    }

    private static List<Long> longs(JsonNode items, String field) {
        return StreamSupport.stream(items.spliterator(), false).map(item -> item.path(field).asLong()).toList();
    }

    private static @Nullable JsonNode find(JsonNode items, String field, String value) {
        return StreamSupport.stream(items.spliterator(), false)
                .filter(item -> item.path(field).asString("").equals(value))
                .findFirst()
                .orElse(null);
    }

    @Test
    void windowOfTheRankingHasStateScaleAndRankIntervals() {
        // When
        JsonNode page = get(
                "/api/v1/sweeps/" + SWEEP + "/leaderboard?include=rankInterval,spark&baseline=0&offset=0&limit=4");
        // Then
        OpenApi.assertMatches("CandidatePage", page);
        assertThat(longs(page.path("items"), "candidateIndex")).containsExactly(5L, 4L, 3L, 2L);
        assertThat(page.path("total").asLong()).isEqualTo(6);
        assertThat(page.path("planned").asLong()).isEqualTo(CASES);
        assertThat(page.path("varying").toString()).contains("prompt", "temperature").doesNotContain("max_tokens");
        assertThat(page.path("rankMethod").asString()).isEqualTo("paired");
        JsonNode best = page.path("items").get(0);
        // each step is 4 of 40 cases and never against it: the paired t interval of 0.1 excludes zero
        assertThat(best.path("rankLow").asLong()).isEqualTo(1);
        assertThat(best.path("rankHigh").asLong()).isEqualTo(1);
        assertThat(best.path("state").asString()).isEqualTo("complete");
        assertThat(best.path("delta").path("n").asLong()).isEqualTo(CASES);
        assertThat(best.path("delta").path("difference").asDouble()).isCloseTo(0.5, within(1e-12));
        assertThat(best.path("delta").path("wins").asLong()).isEqualTo(20);
        assertThat(best.path("delta").path("losses").asLong()).isZero();
        assertThat(best.path("spark").size()).isEqualTo(24);
        assertThat(best.path("spark").get(23).asDouble()).isCloseTo(0.8, within(1e-12));
        assertThat(best.path("provisional").asBoolean()).isFalse();
    }

    @Test
    void rankingIsFilteredByStateAndTextAndSortedByTheLowerBound() {
        String board = "/api/v1/sweeps/" + SWEEP + "/leaderboard?";
        assertThat(longs(get(board + "state=pruned").path("items"), "candidateIndex")).containsExactly(0L);
        assertThat(longs(get(board + "q=STEPS&sort=index").path("items"), "candidateIndex")).containsExactly(1L, 3L,
                5L);
        assertThat(get(board + "q=STEPS&limit=1").path("total").asLong()).isEqualTo(3);
        assertThat(longs(get(board + "sort=-lcb&limit=2").path("items"), "rank")).containsExactly(1L, 2L);
        assertThat(longs(get(board + "sort=-rank&offset=4").path("items"), "rank")).containsExactly(2L, 1L);
        for (String sort : List.of("errorRate", "-p95", "p50", "prompt", "-model", "cases", "low", "high")) {
            assertThat(CLIENT.all(board + "sort=" + sort, 2)).as(sort)
                    .extracting(row -> row.path("candidateIndex").asLong())
                    .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L);
        }
        CLIENT.assertProblem("/api/v1/sweeps/" + SWEEP + "/leaderboard?offset=1&after=x", 400, "after");
    }

    @Test
    void optimumNamesThreePicksAndWhatTheyBeat() {
        // When
        JsonNode optimum = get("/api/v1/sweeps/" + SWEEP + "/optimum?maxCost=0.0035&within=0.15");
        // Then
        OpenApi.assertMatches("Optimum", optimum);
        JsonNode best = find(optimum.path("picks"), "name", "bestQuality");
        JsonNode affordable = find(optimum.path("picks"), "name", "withinBudget");
        JsonNode cheap = find(optimum.path("picks"), "name", "cheapestNearBest");
        assertThat(best).isNotNull();
        assertThat(best.path("candidate").path("candidateIndex").asLong()).isEqualTo(5);
        assertThat(best.path("beats").asLong()).isEqualTo(3);
        assertThat(best.path("ties").asLong()).isEqualTo(2);
        JsonNode runnerUp = find(best.path("against"), "role", "runnerUp");
        assertThat(runnerUp).isNotNull();
        assertThat(runnerUp.path("comparison").path("wins").asLong()).isEqualTo(4);
        assertThat(runnerUp.path("comparison").path("test").asString()).isEqualTo("mcnemar");
        assertThat(runnerUp.path("comparison").path("verdict").asString()).isEqualTo("undecided");
        assertThat(affordable).isNotNull();
        assertThat(affordable.path("candidate").path("candidateIndex").asLong()).isEqualTo(2);
        assertThat(cheap).isNotNull();
        assertThat(cheap.path("candidate").path("candidateIndex").asLong()).isEqualTo(4);
        assertThat(longs(optimum.path("front"), "candidateIndex")).containsExactly(5L, 0L);
        assertThat(optimum.path("chart").path("drawn").asLong()).isEqualTo(6);
        JsonNode without = find(get("/api/v1/sweeps/" + SWEEP + "/optimum?points=0").path("picks"), "name",
                "withinBudget");
        assertThat(without).isNotNull();
        assertThat(without.path("missing").asString()).contains("maxCost");
    }

    @Test
    void rankInAnyOrderFollowsTheRanking() {
        // Given
        assertThat(rankOfFive()).isEqualTo(1);
        try {
            // When
            SERVER.execute(
                    "UPDATE results.candidate SET sort_key = -1 WHERE sweep_id = '01SWEEP' AND candidate_index = 5");
            SERVER.execute("INSERT INTO results.channel (ch, seq) VALUES ('sweep:01SWEEP:leaderboard', 1)");
            // Then
            assertThat(rankOfFive()).isEqualTo(6);
        } finally {
            SERVER.execute("UPDATE results.candidate SET sort_key = score WHERE sweep_id = '01SWEEP'");
            SERVER.execute("DELETE FROM results.channel");
        }
        assertThat(rankOfFive()).isEqualTo(1);
    }

    private static long rankOfFive() {
        JsonNode row = find(get("/api/v1/sweeps/" + SWEEP + "/leaderboard?sort=cost").path("items"), "candidateIndex",
                "5");
        assertThat(row).isNotNull();
        return row.path("rank").asLong();
    }

    @Test
    void verdictAndPickShowOneIntervalForTheSamePair() {
        // A source that the cases are a sample of; exactly these cases, all of them seen, or the half of them.
        assertSameInterval("t", "PAIRED_T", "\"grid\"", "\"grid\"");
        assertSameInterval("exact", "EXACT", "\"strategy\":{\"type\":\"grid\"", "\"strategy\":{\"type\":\"guided\"");
        assertSameInterval("finite-t", "FINITE_T", "\"strategy\":{\"type\":\"grid\"},\"repeats\":1",
                "\"strategy\":{\"type\":\"guided\"},\"repeats\":2");
        assertSameInterval("t", "PAIRED_T", "\"strategy\":{\"type\":\"grid\"",
                "\"strategy\":{\"type\":\"guided\",\"population\":\"general\"");
    }

    private static void assertSameInterval(String interval, String method, String from, String to) {
        // Given
        change(from, to);
        try {
            // When
            JsonNode verdict = get("/api/v1/sweeps/" + SWEEP + "/verdict");
            JsonNode best = find(get("/api/v1/sweeps/" + SWEEP + "/optimum").path("picks"), "name", "bestQuality");
            // Then
            assertThat(best).isNotNull();
            assertThat(best.path("candidate").path("candidateIndex")).isEqualTo(verdict.path("recommended"));
            JsonNode runnerUp = find(best.path("against"), "role", "runnerUp");
            assertThat(runnerUp).isNotNull();
            JsonNode pick = runnerUp.path("comparison");
            JsonNode found = verdict.path("runnerUp");
            assertThat(runnerUp.path("candidate").path("candidateIndex")).isEqualTo(found.path("candidate"));
            assertThat(pick.path("interval").asString()).isEqualTo(interval);
            assertThat(found.path("method").asString()).isEqualTo(method);
            assertThat(pick.path("n")).isEqualTo(found.path("pairs"));
            for (String end : List.of("difference", "low", "high")) {
                assertThat(pick.path(end).asDouble()).as(end).isCloseTo(found.path(end).asDouble(), within(1e-12));
            }
            OpenApi.assertMatches("Verdict", verdict);
        } finally {
            change(to, from);
        }
    }

    private static void change(String from, String to) {
        SERVER.execute("UPDATE results.sweep SET definition = replace(definition::text, '" + from + "', '" + to
                + "')::json WHERE sweep_id = '" + SWEEP + "'");
    }

    @Test
    void effectsAreGroupedByLevelAndImportanceHidesBelowThirty() {
        // When
        JsonNode effects = get("/api/v1/sweeps/" + SWEEP + "/effects");
        // Then
        OpenApi.assertMatches("Effects", effects);
        JsonNode temperature = find(effects.path("factors"), "name", "temperature");
        assertThat(temperature).isNotNull();
        assertThat(longs(temperature.path("levels"), "candidates")).containsExactly(2L, 2L, 2L);
        assertThat(temperature.path("levels").get(0).path("value").asDouble()).isZero();
        assertThat(temperature.path("levels").get(0).path("mean").asDouble()).isCloseTo(0.453, within(0.01));
        assertThat(effects.path("importance").path("hidden").asString()).contains("at least 30");
        assertThat(get("/api/v1/sweeps/" + SWEEP + "/effects?metric=cost-per-run-usd").path("candidates").asLong())
                .isEqualTo(6);
        OpenApi.assertMatches("Parallel", get("/api/v1/sweeps/" + SWEEP + "/parallel?lines=3"));
        CLIENT.assertProblem("/api/v1/sweeps/" + SWEEP + "/effects?metric=nobody", 400, "nobody");
    }

    @Test
    void matrixFoldsFiltersAndSortsByWhatDiffers() {
        String matrix = "/api/v1/sweeps/" + SWEEP + "/matrix?";
        // When
        JsonNode window = get(matrix + "columnLimit=2&offset=7&limit=2");
        JsonNode differing = get(matrix + "candidates=4,0&only=diff&sort=-spread&limit=50");
        // Then
        OpenApi.assertMatches("Matrix", window);
        assertThat(longs(window.path("columns"), "candidateIndex")).containsExactly(5L, 4L);
        assertThat(longs(window.path("rows"), "caseIndex")).containsExactly(7L, 8L);
        assertThat(window.path("rows").get(0).path("cells").get(0).path("mean").asDouble()).isEqualTo(1);
        assertThat(window.path("rows").get(0).path("cells").get(1).path("mean").asDouble()).isZero();
        assertThat(window.path("totalRows").asLong()).isEqualTo(CASES);
        assertThat(window.path("binary").asBoolean()).isTrue();
        assertThat(differing.path("totalRows").asLong()).isEqualTo(16);
        assertThat(longs(differing.path("rows"), "caseIndex")).startsWith(3L, 4L, 5L, 6L, 13L);
        JsonNode failed = get(matrix + "candidates=2&case=case-39").path("rows").get(0).path("cells").get(0);
        assertThat(failed.path("failed").asLong()).isEqualTo(1);
        assertThat(failed.has("mean")).isFalse();
        CLIENT.assertProblem("/api/v1/sweeps/" + SWEEP + "/matrix?candidates=77", 400, "77");
    }

    @Test
    void matrixIsAFileToo() {
        // When
        HttpResponse<String> csv = CLIENT.send("/api/v1/sweeps/" + SWEEP + "/matrix?format=csv&candidates=5,0");
        // Then
        assertThat(csv.body().lines()).hasSize(CASES + 1);
        assertThat(csv.body()).startsWith("caseIndex,caseId,spread,mean,failed,\"#5 steps local/tiny");
        assertThat(csv.headers().firstValue("Content-Disposition").orElse("")).contains("01SWEEP-matrix.csv");
    }

    @Test
    void comparisonIsPairedTestedAndCorrected() {
        // When
        JsonNode comparison = get("/api/v1/compare?a=01SWEEP/0&b=01SWEEP/5&c=01SWEEP/1");
        // Then
        OpenApi.assertMatches("Comparison", comparison);
        JsonNode first = comparison.path("metrics").get(0);
        assertThat(first.path("metric").asString()).isEqualTo("equals");
        JsonNode best = first.path("comparisons").get(0);
        assertThat(best.path("difference").asDouble()).isCloseTo(0.5, within(1e-12));
        assertThat(best.path("test").asString()).isEqualTo("mcnemar");
        assertThat(best.path("p").asDouble()).isCloseTo(Math.pow(2, -19), within(1e-12));
        assertThat(best.path("pAdjusted").asDouble()).isCloseTo(Math.pow(2, -18), within(1e-12));
        assertThat(best.path("verdict").asString()).isEqualTo("better");
        assertThat(first.path("comparisons").get(1).path("verdict").asString()).isEqualTo("undecided");
        JsonNode cost = find(comparison.path("metrics"), "metric", "cost-per-run-usd");
        assertThat(cost).isNotNull();
        assertThat(cost.path("comparisons").get(0).path("verdict").asString()).isEqualTo("worse");
        assertThat(find(comparison.path("differences"), "name", "prompt")).isNotNull();
        assertThat(find(comparison.path("differences"), "name", "max_tokens")).isNull();
    }

    @Test
    void comparisonCrossesSweepsOfTheSameContentOnly() {
        // When
        JsonNode same = get("/api/v1/compare?a=01SWEEP.3.0.0&b=01OTHER/aaaaaaaaaaaaaaa5&metric=words");
        JsonNode foreign = get("/api/v1/compare?a=01SWEEP/0&b=01FOREIGN/0");
        // Then
        assertThat(same.path("comparable").asBoolean()).isTrue();
        assertThat(same.path("metrics").get(0).path("comparisons").get(0).path("n").asLong()).isEqualTo(CASES);
        assertThat(foreign.path("comparable").asBoolean()).isFalse();
        assertThat(foreign.path("notes").get(0).asString()).contains("cases@2");
        assertThat(foreign.path("metrics").size()).isZero();
        CLIENT.assertProblem("/api/v1/compare?a=01SWEEP/0", 400, "b");
        CLIENT.assertProblem("/api/v1/compare?a=01SWEEP/0&b=what", 400, "what");
        CLIENT.assertProblem("/api/v1/compare?a=01SWEEP/0&b=01SWEEP/99", 404, "99");
        CLIENT.assertProblem("/api/v1/compare?a=01SWEEP/0&b=01SWEEP/1&base=d", 400, "base");
    }

    @Test
    void casesOfAComparisonBeginWithTheLargestDifference() {
        // When
        JsonNode cases = get("/api/v1/compare/cases?a=01SWEEP/0&b=01SWEEP/5&only=better&limit=5");
        // Then
        OpenApi.assertMatches("ComparedCases", cases);
        assertThat(cases.path("total").asLong()).isEqualTo(20);
        assertThat(longs(cases.path("items"), "caseIndex")).containsExactly(3L, 4L, 5L, 6L, 7L);
        assertThat(get("/api/v1/compare/cases?a=01SWEEP/5&b=01SWEEP/0&only=better").path("total").asLong()).isZero();
        JsonNode outputs = get("/api/v1/compare/outputs?a=01SWEEP/2&b=01SWEEP/5&case=case-39");
        OpenApi.assertMatches("ComparedOutputs", outputs);
        assertThat(outputs.path("candidates").get(0).path("runs").get(0).has("output")).isFalse();
        assertThat(outputs.path("candidates").get(1).path("runs").get(0).path("output").asString())
                .isEqualTo("it's <b>case-39</b>");
    }

    @Test
    void seriesCountsEveryRunOnceAndSumsTheSpend() {
        // When
        JsonNode all = get("/api/v1/sweeps/" + SWEEP + "/series?window=all&points=10");
        JsonNode last = get("/api/v1/sweeps/" + SWEEP + "/series?window=1m");
        // Then
        OpenApi.assertMatches("Series", all);
        assertThat(all.path("points").size()).isLessThanOrEqualTo(10);
        assertThat(longs(all.path("points"), "runs").stream().mapToLong(Long::longValue).sum()).isEqualTo(6 * CASES);
        JsonNode end = all.path("points").get(all.path("points").size() - 1);
        assertThat(end.path("spentUsd").asDouble()).isCloseTo(0.021 * CASES, within(1e-9));
        assertThat(end.path("p50").asDouble()).isBetween(90.0, 112.0);
        assertThat(last.path("points").size()).isEqualTo(6);
        assertThat(last.path("points").get(5).path("spentUsd").asDouble()).isCloseTo(0.021 * CASES, within(1e-9));
    }

    @Test
    void errorsAreCountedByCauseWithTheNewestExample() {
        // When
        JsonNode errors = get("/api/v1/sweeps/" + SWEEP + "/errors");
        // Then
        OpenApi.assertMatches("Errors", errors);
        JsonNode timeout = find(errors.path("items"), "cause", "TIMEOUT");
        assertThat(timeout).isNotNull();
        assertThat(timeout.path("runId").asString()).isEqualTo("01SWEEP.2.39.0");
        JsonNode unscored = find(errors.path("items"), "cause", "equals");
        assertThat(unscored).isNotNull();
        assertThat(unscored.path("kind").asString()).isEqualTo("scorer");
        assertThat(unscored.path("message").asString()).isEqualTo("no reference");
    }

    @Test
    void snippetsAreQuotedAndWithoutKeys() {
        String snippet = "/api/v1/sweeps/" + SWEEP + "/candidates/5/snippet?format=";
        assertThat(CLIENT.send(snippet + "curl").body()).contains("$API_KEY")
                .contains("'http://127.0.0.1:1/v1'/chat/completions")
                .contains("It'\\''s {{question}}");
        assertThat(CLIENT.send(snippet + "env").body()).contains("MODEL='tiny'").contains("TEMPERATURE=");
        assertThat(CLIENT.send(snippet + "json").body()).contains("\"candidateId\"");
        assertThat(CLIENT.send(snippet + "prompt").body()).contains("\"messages\"");
        CLIENT.assertProblem("/api/v1/sweeps/" + SWEEP + "/candidates/5/snippet", 400, "format");
        CLIENT.assertProblem("/api/v1/sweeps/" + SWEEP + "/candidates/99", 404, "99");
    }

    @Test
    void spendIsSummedByModel() {
        // When
        JsonNode spend = get("/api/v1/spend?endpoint=local");
        // Then
        OpenApi.assertMatches("SpendList", spend);
        assertThat(spend.path("usd").asDouble()).isCloseTo(3 * 0.021 * CASES, within(1e-9));
        assertThat(spend.path("items").get(0).path("sweeps").asLong()).isEqualTo(3);
    }
}
