package dev.promptlooper.projector.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.sweep.Axis;
import dev.promptlooper.contracts.sweep.DatasetRef;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.projector.Samples;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;

/// A sweep of 100,000 candidates and a million runs. Prints how long windows and optimum take; what is asserted is that they are whole.
@Tag("slow")
class LargeSweepIT {

    private static final int CANDIDATES = Integer.getInteger("promptlooper.large.candidates", 100_000);
    private static final int CASES = 10;
    private static final int REQUESTS = Integer.getInteger("promptlooper.large.requests", 40);
    private static final String SWEEP = "large";
    private static final ResultsServer SERVER = new ResultsServer();
    private static final QueryClient CLIENT = SERVER.client();

    @BeforeAll
    static void fill() {
        SweepDefinition base = Samples.definition(SWEEP, "large", Samples.NOON);
        Map<String, Axis> params = new LinkedHashMap<>();
        params.put("temperature", new Axis.Choice(List.of(0, 0.5, 1), Map.of()));
        params.put("max_tokens", new Axis.Fixed(256, Map.of()));
        SERVER.sweep(
                new SweepDefinition(1, SWEEP, "large", null, base.createdAt(), base.prompts(), base.models(), params,
                        List.of(), new DatasetRef("cases", 1, CASES, null), base.scorers(), base.objective(),
                        base.strategy(), 1,
                        base.budget(), null, 50, base.cache()),
                "COMPLETED");
        SERVER.execute(
                """
                        INSERT INTO results.run SELECT '%s', c, i, 0, %d + c * 2 + i, 20, 10, 0.001 * (1 + c %% 50), 0.001, 30, 100 + (c * 7919) %% 3000,
                            i, 1, 1, false, 'case-' || i, md5(c || '-' || i), 'DONE', 'CALL', NULL, NULL,
                            jsonb_build_array(jsonb_build_object('metric', 'equals', 'value',
                                round((((c * 2654435761 + i * 40503) %% 1000)::numeric / 1000), 3), 'pass', true),
                                jsonb_build_object('metric', 'words', 'value', 7))
                        FROM generate_series(0, %d) c, generate_series(0, %d) i"""
                        .formatted(SWEEP, Samples.NOON, CANDIDATES - 1, CASES - 1));
        SERVER.derive(SWEEP);
        SERVER.execute("UPDATE results.candidate SET pareto = true WHERE candidate_index % 997 = 0");
        SERVER.execute("VACUUM ANALYZE results.candidate");
        SERVER.execute("VACUUM ANALYZE results.candidate_stats");
        SERVER.execute("VACUUM ANALYZE results.run");
        SERVER.execute("VACUUM ANALYZE results.pace");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static void measure(String what, IntFunction<String> path) {
        for (int i = 0; i < 5; i++) {
            CLIENT.get(path.apply(i));
        }
        double[] millis = new double[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            long begin = System.nanoTime();
            CLIENT.get(path.apply(i));
            millis[i] = (System.nanoTime() - begin) / 1e6;
        }
        Arrays.sort(millis);
        System.out.printf(Locale.ROOT, "%-46s p50 %6.0f ms   p95 %6.0f ms   %d candidates, %d runs%n", what,
                millis[REQUESTS / 2], millis[(int) (REQUESTS * 0.95) - 1], CANDIDATES, CANDIDATES * CASES);
    }

    @Test
    void windowsAndOptimumOfALargeSweepAreMeasured() {
        // Given
        String sweep = "/api/v1/sweeps/" + SWEEP;
        Random random = new Random(1);
        int[] offsets = random.ints(REQUESTS, 0, CANDIDATES - 200).toArray();
        List<String> sorts = List.of("-score", "-lcb", "cost", "p95", "-n", "errorRate", "-passRate", "model");
        // When
        measure("ranking, 200 rows at any place", i -> sweep + "/leaderboard?limit=200&offset=" + offsets[i]);
        measure("any order, 200 rows at any place",
                i -> sweep + "/leaderboard?limit=200&sort=" + sorts.get(i % sorts.size()) + "&offset=" + offsets[i]);
        measure("filtered ranking, 200 rows",
                i -> sweep + "/leaderboard?limit=200&prompt=steps&offset=" + offsets[i] / 2);
        measure("ranking with intervals, baseline and sparks",
                i -> sweep + "/leaderboard?limit=200&include=rankInterval,spark&baseline=0&offset=" + offsets[i]);
        measure("optimum", i -> sweep + "/optimum?maxCost=0.0" + (10 + i));
        measure("optimum, picks only", i -> sweep + "/optimum?points=0&maxCost=0.0" + (10 + i));
        measure("effects", i -> sweep + "/effects");
        measure("parallel coordinates, 1000 lines", i -> sweep + "/parallel");
        measure("matrix, 10 cases x 50 candidates", i -> sweep + "/matrix?columnOffset=" + offsets[i]);
        measure("series over all", i -> sweep + "/series?window=all");
        measure("runs, 200 at any place", i -> sweep + "/runs?limit=200&candidate=" + offsets[i]);
        measure("compare two candidates", i -> "/api/v1/compare?a=large/" + i + "&b=large/" + offsets[i]);
        // Then
        JsonNode page = CLIENT.get(sweep + "/leaderboard?limit=200&sort=-score&offset=" + (CANDIDATES - 100));
        assertThat(page.path("total").asLong()).isEqualTo(CANDIDATES);
        assertThat(page.path("items").size()).isEqualTo(100);
    }
}
